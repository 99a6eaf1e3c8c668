// @ts-check
// What is going on at a moment of a replay.
import {h, styled} from '../../lib/dom.js';
import {bytes, count, duration, line, moment, of, whole} from '../../lib/format.js';
import {until} from './streams.js';

/** @typedef {import('./spans.js').Bar} Bar */
/** @typedef {import('./streams.js').Stream} Stream */

/**
 * @param {object} props
 * @param {import('./spans.js').Times} props.times
 * @param {number} props.at
 * @param {boolean} props.playing
 * @param {Bar[]} props.latest calls that have begun
 * @param {Map<string, Stream>} props.streams
 */
export function Now({times, at, playing, latest, streams}) {
  const open = latest.filter((bar) => bar.to > at);
  const running = latest.filter((bar) => bar.tools && bar.tools.from <= at && bar.tools.to > at);
  const done = latest.filter((bar) => bar.to <= at);
  const idle = open.length === 0 && running.length === 0;
  const wait = idle ? times.idle.find((span) => span.from <= at + 0.5 && span.to > at) : undefined;
  const unstated = done.filter((bar) => bar.row.usage.output_tokens === undefined).length;
  const last = latest[latest.length - 1];
  return h('aside', {class: 'now', 'aria-label': 'At this moment'},
    h('p', {class: 'now-clock'}, moment(new Date(times.begin + at).toISOString())),
    h('p', {class: 'now-state', role: 'status'},
      at >= times.end ? 'The end' : open.length > 0 ? (open.length > 1 ? of(open.length, 'call') + ' are open' : 'The model answers') : running.length > 0 ? 'Tools run' : wait ? 'Idle for ' + duration(wait.to - wait.from) + ' in all' : 'Idle',
      playing ? '' : h('span', {class: 'sr'}, ', stopped')),
    open.map((bar) => h(Open, {key: bar.row.id, bar, at, stream: streams.get(bar.row.id) ?? null})),
    running.slice(-6).map((bar) => h('div', {key: bar.row.id, class: 'now-one'}, h('p', null, h('i', {class: 'tint tint-tools', 'aria-hidden': 'true'}), h('b', null, line(bar.row.tools.join(', '), 80)), bar.thread === 'main' ? '' : ' of a sub-agent'),
      h(Progress, {share: (at - bar.to) / ((bar.tools?.to ?? at) - bar.to), tone: 'tools'}),
      h('p', {class: 'quiet'}, duration(at - bar.to) + ' of ' + duration((bar.tools?.to ?? at) - bar.to)))),
    h('dl', {class: 'now-sums'},
      h('div', null, h('dt', null, 'Turn'), h('dd', null, last?.row.place ? String(last.row.place.turn) : '–')),
      h('div', null, h('dt', null, 'Calls so far'), h('dd', null, whole(done.length) + ' of ' + whole(times.bars.length))),
      h('div', null, h('dt', null, 'Failed'), h('dd', null, whole(done.filter((bar) => bar.row.status >= 400 || bar.row.outcome !== 'complete').length))),
      h('div', null, h('dt', null, 'Tokens in'), h('dd', null, count(sum(done, 'input_tokens')))),
      h('div', null, h('dt', null, 'Tokens out'), h('dd', null, count(sum(done, 'output_tokens')))),
      unstated > 0 && h('div', null, h('dt', null, 'Without usage'), h('dd', null, of(unstated, 'call')))));
}

/** @param {Bar[]} bars @param {string} unit */
function sum(bars, unit) {
  return bars.reduce((all, bar) => all + (bar.row.usage[unit] ?? 0), 0);
}

/** @param {{bar: Bar, at: number, stream: Stream | null}} props */
function Open({bar, at, stream}) {
  const got = stream ? until(stream, at - bar.from) : null;
  return h('div', {class: 'now-one'},
    h('p', null, h('i', {class: 'tint tint-' + (at < bar.first ? 'wait' : 'model'), 'aria-hidden': 'true'}), h('b', null, line(bar.row.requestedModel ?? 'model', 60))),
    stream && got ? h(Progress, {share: stream.bytes > 0 ? got.bytes / stream.bytes : 0, tone: 'model'}) : null,
    h('p', {class: 'quiet'}, stream && got && got.chunks > 0 ? whole(got.chunks) + ' of ' + of(stream.chunks.length, 'piece') + ', ' + bytes(got.bytes)
      : at < bar.first && bar.row.firstTokenMs !== null ? 'first token after ' + duration(bar.row.firstTokenMs) : duration(at - bar.from)),
    stream?.note ? h('p', {class: 'quiet'}, stream.note) : null);
}

/** @param {{share: number, tone: string}} props */
function Progress({share, tone}) {
  return h('div', {class: 'now-bar', 'aria-hidden': 'true'}, h('i', {class: 'tint-' + tone, ref: styled({width: Math.max(0, Math.min(1, share)) * 100 + '%'})}));
}
