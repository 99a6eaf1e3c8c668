// @ts-check
// Which exchanges stand beside one: in the list that it was opened from; else in its session, and
// beyond its ends in time; in time among what a search finds, where the link has one.
import {get} from '../../lib/api.js';
import {besideInList} from '../exchanges.js';

/** @typedef {{newer: string | null, older: string | null}} Beside */

const ROWS = 50;
const FIRST_LOOK = 1_000;

/**
 * @param {string} q
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Beside>}
 */
export async function neighbours(q, id, signal) {
  const listed = besideInList(q, id);
  if (listed) {
    return listed;
  }
  const session = q === '' ? await sessionOf(id, signal) : null;
  const within = session === null ? {newer: null, older: null} : await inSession(session, id, signal);
  const [newer, older] = await Promise.all([
    within.newer ?? newerInTime(q, id, signal),
    within.older ?? first(get('search', {q, cursor: id, limit: 1}, signal)),
  ]);
  return {newer, older};
}

/** @param {string} session @param {string} id @param {AbortSignal} signal @returns {Promise<Beside>} */
async function inSession(session, id, signal) {
  const [newer, older] = await Promise.all([
    first(get('sessions/' + encodeURIComponent(session) + '/exchanges', {cursor: id, limit: 1}, signal)),
    first(get('search', {q: 'session:' + session, cursor: id, limit: 1}, signal)),
  ]);
  return {newer, older};
}

/** @param {string} id @param {AbortSignal} signal @returns {Promise<string | null>} */
async function sessionOf(id, signal) {
  const row = await get('exchanges/' + encodeURIComponent(id) + '/derived', {}, signal).catch(() => null);
  return row?.place?.session ?? null;
}

/** @param {Promise<any>} page @returns {Promise<string | null>} */
async function first(page) {
  return (await page).items[0]?.id ?? null;
}

/**
 * The oldest of what is newer. Searches go from new to old, so this one begins where so much time
 * has passed since the exchange that something came, and not more than fits on a page. Ids begin
 * with their time, and sort by it.
 *
 * @param {string} q
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>}
 */
async function newerInTime(q, id, signal) {
  const newest = await first(get('search', {q, limit: 1}, signal));
  if (newest === null || newest <= id) {
    return null;
  }
  const at = timeOf(id);
  let nothing = 0;
  let span = FIRST_LOOK;
  for (let tries = 0; tries < 60; tries++) {
    const {items} = await get('search', {q, cursor: idAt(at + span), limit: ROWS}, signal);
    const older = items.findIndex((/** @type {{id: string}} */ one) => one.id <= id);
    if (older > 0 || (older < 0 && items.length > 0 && items.length < ROWS)) {
      return items[older < 0 ? items.length - 1 : older - 1].id;
    }
    if (older === 0 || items.length === 0) {
      if (at + span > timeOf(newest)) {
        return newest;
      }
      nothing = span;
      span *= 8;
    } else {
      span = nothing + Math.floor((span - nothing) / 2);
      if (span <= nothing) {
        return items[items.length - 1].id;
      }
    }
  }
  return newest;
}

/** @param {string} id */
function timeOf(id) {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The last id of a millisecond. @param {number} time */
function idAt(time) {
  const hex = time.toString(16).padStart(12, '0');
  return hex.slice(0, 8) + '-' + hex.slice(8) + '-7fff-bfff-ffffffffffff';
}
