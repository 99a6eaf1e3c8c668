// @ts-check
import {h, styled} from '../../lib/dom.js';
import {duration, moment} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Detail} Detail */
/** @typedef {import('../../types/api.js').Derived} Derived */

/** @param {{exchange: Detail, row: Derived | null}} props */
export function TimingView({exchange, row}) {
  const line = exchange.timeline;
  const total = Math.max(1, line.closed ?? line.lastByte ?? 0);
  /** @type {[string, string, number | null, number | null, string][]} */
  const spans = [
    ['Connecting', exchange.upstream?.reused ? 'a connection was there' : 'name, connection, TLS', 0, line.connected, ''],
    ['Sending the request', 'until its last byte had gone', line.connected, line.requestSent, ''],
    ['Waiting', 'for the first byte of the answer', line.requestSent, line.firstByte, 'accent'],
    ['Until the first token', 'of output', line.firstByte, line.firstToken, 'accent'],
    ['Answering', 'from the first token to the last byte', line.firstToken ?? line.firstByte, line.lastByte, 'strong'],
    ['Closing', 'until it was over', line.lastByte, line.closed, ''],
  ];
  const out = row?.usage.output_tokens;
  const seconds = line.lastByte !== null && line.firstToken !== null ? (line.lastByte - line.firstToken) / 1e6 : 0;
  return h('div', {class: 'timing'},
    h('p', {class: 'quiet'}, 'Received ', h('code', null, moment(line.receivedAt)), '. Times count from there.'),
    h('table', {class: 'waterfall'},
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Phase'), h('th', {scope: 'col', class: 'figure'}, 'From'), h('th', {scope: 'col', class: 'figure'}, 'Took'), h('th', {scope: 'col'}, h('span', {class: 'sr'}, 'Share')))),
      h('tbody', null, spans.map(([name, means, from, to, tone]) => h('tr', {key: name},
        h('th', {scope: 'row'}, name, h('small', null, means)),
        h('td', {class: 'figure'}, from === null || to === null ? '–' : duration(from / 1000)),
        h('td', {class: 'figure'}, from === null || to === null ? h('span', {class: 'none'}, 'not reached') : duration((to - from) / 1000)),
        h('td', {class: 'waterfall-bar'}, from !== null && to !== null && h('i', {
          class: tone ? 'bar-' + tone : undefined,
          ref: styled({left: (from * 100 / total) + '%', width: 'max(2px, ' + ((to - from) * 100 / total) + '%)'}),
        })))))),
    h('dl', {class: 'figures'},
      h('div', null, h('dt', null, 'In all'), h('dd', {class: 'mono'}, duration(exchange.durations.totalMs))),
      out !== undefined && seconds > 0 && h('div', {title: 'output tokens, as the provider counted them, over the time from the first token to the last byte'}, h('dt', null, 'Tokens a second'), h('dd', {class: 'mono'}, (out / seconds).toFixed(out / seconds < 10 ? 1 : 0)))));
}
