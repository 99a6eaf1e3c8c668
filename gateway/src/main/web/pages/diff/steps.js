// @ts-check
// The steps of a conversation beside one of them.
import {get} from '../../lib/api.js';

/** @typedef {import('../../types/api.js').Derived} Derived */

/** Rows that are looked through for the next step of a conversation. */
const MOST = 1000;

/**
 * The exchange before in the same thread.
 *
 * @param {string} id
 * @returns {Promise<string | null>} null where it is the first, or belongs to no conversation
 */
export async function before(id) {
  const row = /** @type {Derived} */ (await get('exchanges/' + encodeURIComponent(id) + '/derived'));
  if (!row.place) {
    return null;
  }
  const page = await get('search', {q: 'session:' + quoted(row.place.session) + ' thread:' + quoted(row.place.thread), limit: 1, cursor: id});
  return page.items[0]?.id ?? null;
}

/**
 * The next one in the same thread.
 *
 * @param {string} id
 * @returns {Promise<string | null>}
 */
export async function after(id) {
  const row = /** @type {Derived} */ (await get('exchanges/' + encodeURIComponent(id) + '/derived'));
  const at = row.place;
  if (!at) {
    return null;
  }
  /** @type {string | null} */
  let cursor = id;
  for (let seen = 0; cursor !== null && seen < MOST; seen += 200) {
    /** @type {{items: Derived[], next: string | null}} */
    const page = await get('sessions/' + encodeURIComponent(at.session) + '/exchanges', {limit: 200, cursor});
    const next = page.items.find((item) => item.place?.thread === at.thread);
    if (next) {
      return next.id;
    }
    cursor = page.next;
  }
  return null;
}

/** @param {string} text */
function quoted(text) {
  return '"' + text.replaceAll('\\', '\\\\').replaceAll('"', '\\"') + '"';
}
