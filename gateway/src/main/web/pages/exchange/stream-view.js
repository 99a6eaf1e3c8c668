// @ts-check
// How the answer came in: each event, or each piece, with the time at which it was there.
import {h, cls, useMemo, useState, styled} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {body} from '../../lib/bodies.js';
import {events} from '../../lib/sse.js';
import {VirtualList} from '../../lib/virtual.js';
import {Dialog} from '../../lib/dialog.js';
import {Lines} from '../../lib/lines.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {bytes, duration, line, of, visible} from '../../lib/format.js';
import {absent, field} from './body-view.js';

/** @typedef {import('../../types/api.js').Detail} Detail */
/** @typedef {{atUs: number | null, gapUs: number, bytes: number, name: string, text: string}} Row */

/** @param {{exchange: Detail}} props */
export function StreamView({exchange}) {
  const none = absent(exchange, 'response');
  const chunks = useAsked((signal) => get('exchanges/' + exchange.id + '/response/chunks', {}, signal), [exchange.id]);
  const given = useAsked(() => (none ? Promise.resolve(null) : body(exchange.id, 'response', true)), [exchange.id]);
  const [shown, setShown] = useState(/** @type {Row | null} */ (null));
  const [at, setAt] = useState(0);
  const encoding = field(exchange.response?.headers ?? [], 'content-encoding');
  const rows = useMemo(() => (chunks.value && (given.value || none)
    ? rowsOf(chunks.value.items, given.value, encoding !== '' && encoding !== 'identity') : null), [chunks.value, given.value]);
  if (!exchange.response || (exchange.response.bytes === 0)) {
    return h(Empty, {title: none?.title ?? 'No body'}, h('p', null, none?.text));
  }
  if (chunks.problem || given.problem) {
    return h(Problem, {problem: chunks.problem ?? given.problem, again: () => {
      chunks.again();
      given.again();
    }});
  }
  if (!rows) {
    return h(Loading, null);
  }
  const last = rows.list.length > 0 ? rows.list[rows.list.length - 1].atUs : null;
  const slowest = Math.max(1, ...rows.list.slice(1, 5000).map((row) => row.gapUs));
  return h('div', {class: 'fill'},
    h('div', {class: 'strip'}, h('span', {class: 'quiet'}, of(rows.list.length, rows.what),
      last === null ? '. When they came is not on record' : [' in ', of(chunks.value.items.length, 'piece'), ', the last after ', duration(last / 1000)], rows.note)),
    h('div', {class: 'stream', onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
      if (step !== 0) {
        event.preventDefault();
        setAt(Math.max(0, Math.min(rows.list.length - 1, at + step)));
      } else if (event.key === 'Enter' && rows.list[at]?.text) {
        event.preventDefault();
        setShown(rows.list[at]);
      }
    }}, h(VirtualList, {
      count: rows.list.length, rowHeight: 24, reveal: at,
      attributes: {role: 'grid', tabIndex: 0, 'aria-label': 'Stream', 'aria-rowcount': rows.list.length + 1, 'aria-activedescendant': 'event-' + at},
      head: h('div', {class: 'stream-row stream-head', role: 'row'}, ['At', 'Gap', '', 'Bytes', rows.what === 'event' ? 'Event' : 'Piece', 'Text'].map((name, i) =>
        h('div', {role: 'columnheader', key: i, class: i === 0 || i === 1 || i === 3 ? 'figure' : undefined}, name || h('span', {class: 'sr'}, 'Gap drawn')))),
      row: (/** @type {number} */ i) => {
        const row = rows.list[i];
        return h('div', {class: cls('stream-row', i === at && 'table-chosen'), key: i, id: 'event-' + i, role: 'row', 'aria-rowindex': i + 2, 'aria-selected': i === at ? 'true' : 'false', onClick: () => {
          setAt(i);
          if (row.text) {
            setShown(row);
          }
        }},
          h('div', {class: 'figure', role: 'gridcell'}, duration(row.atUs === null ? null : row.atUs / 1000)),
          h('div', {class: 'figure', role: 'gridcell'}, i === 0 || row.atUs === null ? '' : '+' + duration(row.gapUs / 1000)),
          h('div', {class: 'gap', role: 'gridcell'}, i > 0 && row.atUs !== null && h('i', {ref: styled({width: Math.max(1, Math.min(100, row.gapUs * 100 / slowest)) + '%'})})),
          h('div', {class: 'figure', role: 'gridcell'}, bytes(row.bytes)),
          h('div', {class: 'cell', role: 'gridcell'}, h('code', null, visible(row.name))),
          h('div', {class: 'cell', role: 'gridcell'}, h('code', null, line(row.text, 300))));
      },
    })),
    shown && h(Dialog, {label: 'Event', class: 'wide', onClose: () => setShown(null)},
      h('div', {class: 'dialog-head'}, h('span', null, h('code', null, visible(shown.name)), shown.atUs !== null && [' at ', duration(shown.atUs / 1000)]),
        h('button', {type: 'button', class: 'button', onClick: () => setShown(null)}, 'Close ', h('kbd', null, 'Esc'))),
      h('div', {class: 'dialog-lines'}, h(Lines, {text: pretty(shown.text), label: 'Event'}))));
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/**
 * Events with the time of the piece that brought their last byte. The pieces of a compressed body
 * say nothing about where its events were, so that there the pieces themselves are shown.
 *
 * @param {{atUs: number, bytes: number}[]} chunks
 * @param {import('../../lib/bodies.js').Body | null} given
 * @param {boolean} compressed
 * @returns {{list: Row[], what: 'event' | 'piece', note: string}}
 */
function rowsOf(chunks, given, compressed) {
  const text = given?.text ?? null;
  if (text !== null && !compressed && given) {
    const list = events(text);
    if (list.length > 1) {
      /** @type {Row[]} */
      const rows = [];
      const encoder = new TextEncoder();
      let chunk = 0;
      let behind = chunks[0]?.bytes ?? 0;
      let chars = 0;
      let octets = 0;
      for (const event of list) {
        const size = encoder.encode(text.slice(chars, event.end)).length;
        chars = event.end;
        octets += size;
        while (behind < octets && chunk < chunks.length - 1) {
          behind += chunks[++chunk].bytes;
        }
        const atUs = chunks[chunk]?.atUs ?? null;
        rows.push({atUs, gapUs: (atUs ?? 0) - (rows[rows.length - 1]?.atUs ?? atUs ?? 0), bytes: size, name: event.event || 'data', text: event.data});
      }
      return {list: rows, what: 'event', note: ''};
    }
  }
  let from = 0;
  let before = 0;
  const list = chunks.map((chunk, i) => {
    const part = given && !compressed ? given.bytes.subarray(from, from + chunk.bytes) : null;
    from += chunk.bytes;
    const gapUs = i === 0 ? 0 : chunk.atUs - before;
    before = chunk.atUs;
    return {atUs: chunk.atUs, gapUs, bytes: chunk.bytes, name: String(i + 1), text: part && part.length > 0 ? new TextDecoder().decode(part) : ''};
  });
  return {list, what: 'piece', note: compressed ? '. It came compressed: pieces are of the compressed bytes, and do not tell when an event was there' : ''};
}
