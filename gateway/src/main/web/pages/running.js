// @ts-check
// Calls that are under way: how far they are, their rows above the list, and what becomes of them.
import {h, useEffect, useRef, useState} from '../lib/dom.js';
import {get} from '../lib/api.js';
import {bytes, duration, of, whole} from '../lib/format.js';
import {passes, poll} from '../lib/poll.js';

/** @typedef {import('../types/api.js').Derived} Derived */
/** @typedef {import('../types/api.js').Running} Running */
/** @typedef {import('../types/api.js').RunningPage} RunningPage */

/**
 * A row of a call that is not an exchange yet.
 *
 * @typedef {object} LiveRow
 * @property {string} id
 * @property {Running} live as it stood last
 * @property {'running' | 'unheard' | 'over' | 'lost'} state
 */

/** How often an exchange is asked for that has just ended, and after how many milliseconds each time. */
const AGAIN = [0, 300, 1000, 2000, 4000, 8000, 15_000];

/** Silence that is worth a word. */
const QUIET = 10_000;

/** @param {any} row @returns {row is LiveRow} */
export function isLive(row) {
  return row !== null && typeof row === 'object' && 'live' in row;
}

/** Whole seconds, which change calmly. @param {number} ms */
export function elapsed(ms) {
  return ms < 60_000 ? Math.floor(ms / 1000) + ' s' : duration(ms);
}

/** @param {Running} live */
export function far(live) {
  const time = elapsed(live.elapsedMs);
  const quiet = live.quietMs >= QUIET ? ', quiet for ' + elapsed(live.quietMs) : '';
  const came = of(live.chunks, 'chunk') + ' · ' + bytes(live.responseBytes) + quiet;
  switch (live.phase) {
    case 'request':
      return 'sending the request ' + time + ' · ' + bytes(live.requestBytes) + quiet;
    case 'waiting':
      return 'waiting for an answer ' + time;
    case 'ending':
      return 'ending ' + time + ' · ' + came;
    default:
      return (live.streaming ? 'streaming ' : 'answering ') + time + ' · ' + came;
  }
}

/** How far a row is; null for one that is over. @param {any} row */
export function progress(row) {
  if (!isLive(row)) {
    return null;
  }
  const says = row.state === 'over' ? 'over, and being put on record'
    : row.state === 'lost' ? 'over, and not on record yet'
    : far(row.live) + (row.state === 'unheard' ? ', when last heard of: Weir does not answer' : '');
  return h('span', {class: 'progress', title: says}, h('i', {class: row.state === 'running' ? 'dot dot-on' : 'dot', 'aria-hidden': 'true'}), says);
}

/**
 * Keeps the rows above a list: each running call that the search asks for. One that ends becomes the exchange where it stands.
 *
 * @param {string} q
 * @param {import('../lib/paged.js').Paged<any>} list
 * @param {boolean} following true where rows may come on top by themselves
 * @returns {{unjudged: number, more: number}}
 */
export function useRunning(q, list, following) {
  const [others, setOthers] = useState({unjudged: 0, more: 0});
  const follows = useRef(following);
  follows.current = following;

  useEffect(() => {
    const abort = new AbortController();
    /** @type {Set<string>} */
    const ending = new Set();
    /** @param {string} id @param {any} to */
    const put = (id, to) => list.setLead(list.lead.map((row) => (row.id === id ? to(row) : row)));
    /** @param {string} id @param {number} [n] */
    const end = async (id, n = 0) => {
      ending.add(id);
      await new Promise((resolve) => setTimeout(resolve, AGAIN[n]));
      if (abort.signal.aborted) {
        return;
      }
      try {
        /** @type {Derived} */
        const row = await get('exchanges/' + encodeURIComponent(id) + '/derived', {}, abort.signal);
        put(id, () => row);
      } catch {
        if (n + 1 < AGAIN.length) {
          end(id, n + 1);
          return;
        }
        put(id, (/** @type {LiveRow} */ row) => ({...row, state: 'lost'}));
      }
      ending.delete(id);
    };
    /** @param {RunningPage} page */
    const take = (page) => {
      const now = new Map(page.items.map((live) => [live.id, live]));
      let lead = list.lead.map((row) => {
        const live = now.get(row.id);
        return !isLive(row) ? row : live ? {id: row.id, live, state: 'running'} : row.state === 'lost' ? row : {...row, state: 'over'};
      });
      for (const live of page.items.toReversed()) {
        if (!lead.some((row) => row.id === live.id) && list.indexOf(live.id) < 0) {
          lead = placed(lead, {id: live.id, live, state: 'running'}, follows.current);
        }
      }
      if (lead.length > 0 || list.lead.length > 0) {
        list.setLead(lead);
      }
      for (const row of lead) {
        if (isLive(row) && row.state === 'over' && !ending.has(row.id)) {
          end(row.id);
        }
      }
      setOthers((old) => (old.unjudged === page.unjudged && old.more === page.more ? old : {unjudged: page.unjudged, more: page.more}));
    };
    const stop = poll((signal) => get('live', {q}, signal), take, (problem) => {
      list.setLead(list.lead.map((row) => (isLive(row) && row.state === 'running' ? {...row, state: 'unheard'} : row)));
      return passes(problem);
    });
    return () => {
      stop();
      abort.abort();
    };
  }, [q, list]);
  return others;
}

/**
 * The rows with one more. Where nothing may move, it takes the place of one that is over, which is among what is new then.
 *
 * @param {any[]} lead
 * @param {LiveRow} row
 * @param {boolean} moves
 */
function placed(lead, row, moves) {
  const over = moves ? -1 : lead.findLastIndex((one) => !isLive(one) || one.state === 'lost');
  return over < 0 ? [row, ...lead] : lead.with(over, row);
}

/** What runs besides. @param {{unjudged: number, more: number}} props */
export function Besides({unjudged, more}) {
  const says = [
    more > 0 && whole(more) + ' more ' + (more === 1 ? 'is' : 'are') + ' running',
    unjudged > 0 && whole(unjudged) + ' running ' + (unjudged === 1 ? 'is' : 'are') + ' not judged by this search',
  ].filter(Boolean).join(', ');
  return says === '' ? null : h('span', {class: 'besides', title: unjudged > 0 ? says + ': what it asks for is known at the end' : says}, says);
}
