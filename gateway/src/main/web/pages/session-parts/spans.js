// @ts-check
// Where the time of a session went.
import {lengthOf, union, without} from '../../lib/time-axis.js';

/** @typedef {import('../../types/api.js').Derived} Derived */
/** @typedef {import('../../lib/time-axis.js').Span} Span */

/**
 * A call on the axis, in milliseconds since the session's start.
 *
 * @typedef {object} Bar
 * @property {Derived} row
 * @property {number} from
 * @property {number} first when the first token came, `to` where none did
 * @property {number} to
 * @property {Span | null} tools from the end of the answer to the request that goes on; null where the answer called none, or nothing goes on
 * @property {boolean} open true where tools were called and no request that goes on is on record
 * @property {string} thread
 * @property {boolean} talk false for calls that belong to no conversation
 * @property {boolean} beginsTurn
 */

/** @typedef {{bars: Bar[], begin: number, end: number, model: Span[], tools: Span[], idle: Span[]}} Times */

/** @param {Derived[]} rows oldest first @returns {Times} */
export function timesOf(rows) {
  const begin = rows.length > 0 ? Math.min(...rows.slice(0, 50).map((row) => Date.parse(row.startedAt))) : 0;
  /** @type {Map<string, Bar>} */
  const last = new Map();
  let turn = 0;
  const bars = rows.map((row) => {
    const from = precise(row.startedAt) - begin;
    const to = from + row.durationMs;
    const kind = row.place?.kind ?? '';
    const talk = kind === 'main' || kind === 'summary';
    const thread = row.place?.thread ?? '';
    /** @type {Bar} */
    const bar = {
      row, from, to, first: row.firstTokenMs === null ? to : Math.min(to, from + row.firstTokenMs),
      tools: null, open: false, thread, talk, beginsTurn: false,
    };
    if (talk) {
      const before = last.get(thread);
      if (before?.open && before.to < from) {
        before.tools = {from: before.to, to: from};
      }
      if (before) {
        before.open &&= before.tools === null && before.to > from;
      }
      bar.open = row.tools.length > 0;
      last.set(thread, bar);
      if (thread === 'main' && row.place && row.place.turn > turn) {
        turn = row.place.turn;
        bar.beginsTurn = true;
      }
    }
    return bar;
  });
  const end = bars.reduce((most, bar) => Math.max(most, bar.to), 0);
  const model = union(bars.map((bar) => ({from: bar.from, to: bar.to})));
  const tools = without(union(bars.flatMap((bar) => bar.tools ?? [])), model);
  const idle = without([{from: 0, to: end}], union([...model, ...tools]));
  return {bars, begin, end, model, tools, idle};
}

/** Milliseconds with the microseconds that `Date` leaves out. @param {string} iso */
function precise(iso) {
  const fraction = /\.(\d+)Z$/.exec(iso)?.[1] ?? '';
  return Date.parse(iso) + (fraction.length > 3 ? Number('0.' + fraction.slice(3)) : 0);
}

/** @param {Times} times */
export function totalsOf(times) {
  return {wall: times.end, model: lengthOf(times.model), tools: lengthOf(times.tools), idle: lengthOf(times.idle)};
}
