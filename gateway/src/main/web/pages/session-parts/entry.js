// @ts-check
// A call in a replay: what was there of it at a moment, and nothing else.
import {h, cls} from '../../lib/dom.js';
import {Badge, OUTCOMES} from '../../lib/badges.js';
import {Said} from '../../lib/said.js';
import {duration, line, visible} from '../../lib/format.js';
import {offset} from '../../lib/time-axis.js';
import {until} from './streams.js';

/** @typedef {import('./spans.js').Bar} Bar */
/** @typedef {import('./data.js').Story} Story */
/** @typedef {import('./streams.js').Stream} Stream */
/** @typedef {import('../../types/api.js').Piece} Piece */

/**
 * @param {object} props
 * @param {Bar} props.bar
 * @param {number} props.at
 * @param {Story} props.story
 * @param {boolean} props.complete true where all of the story is here
 * @param {Stream | null} props.stream
 */
export function Entry({bar, at, story, complete, stream}) {
  const {row} = bar;
  const step = story.steps.get(row.id);
  const done = at >= bar.to;
  const prompt = bar.beginsTurn && row.place ? story.prompts.get(row.place.turn) ?? [] : [];
  if (!bar.talk) {
    return h('article', {class: 'moment moment-aside'},
      h('a', {class: 'moment-at', href: '/exchanges/' + row.id}, offset(bar.from, 100)),
      h('p', {class: 'quiet'}, line((row.place?.kind ?? 'call').replaceAll('_', ' ')), done ? ', ' + duration(row.durationMs) : '…', h(Ending, {bar, done})));
  }
  return h('article', {class: cls('moment', bar.thread !== 'main' && 'moment-agent')},
    prompt.length > 0 && h('div', {class: 'moment-said moment-person'}, h('p', {class: 'moment-who'}, 'Turn ' + row.place?.turn), h(Said, {pieces: prompt, plain: true, origin: {exchange: row.id, side: 'request'}})),
    step?.said && step.said.length > 0 && h('div', {class: 'moment-said moment-person'}, h('p', {class: 'moment-who'}, 'Put in'), h(Said, {pieces: step.said, plain: true, origin: {exchange: row.id, side: 'request'}})),
    h('div', {class: 'moment-said'},
      h('p', {class: 'moment-who'},
        h('a', {class: 'moment-at', href: '/exchanges/' + row.id, title: 'Open the exchange'}, offset(bar.from, 100)),
        bar.thread !== 'main' && h('span', null, 'sub-agent ' + line(bar.thread, 12)),
        h('span', null, line(row.answeredModel ?? row.requestedModel ?? 'unknown model', 60)),
        done ? h('span', null, duration(row.durationMs)) : h('span', {class: 'moment-live'}, duration(at - bar.from)),
        h(Ending, {bar, done})),
      done ? h(Answer, {bar, at, pieces: step?.answer ?? null, complete, reading: step?.reading})
      : row.stream ? h(Growing, {bar, at, stream}) : h('p', {class: 'quiet'}, 'Waiting for the answer. It is no stream.')));
}

/** @param {{bar: Bar, done: boolean}} props */
function Ending({bar, done}) {
  const {row} = bar;
  if (!done) {
    return null;
  }
  return [
    row.status >= 400 && h(Badge, {tone: 'bad'}, 'HTTP ' + row.status),
    row.outcome !== 'complete' && h(Badge, {tone: 'warn'}, OUTCOMES[row.outcome]?.says ?? row.outcome),
    row.error && h('span', {class: 'tone-bad'}, line(row.error, 80)),
  ];
}

/** @param {{bar: Bar, at: number, pieces: Piece[] | null, complete: boolean, reading: string | undefined}} props */
function Answer({bar, at, pieces, complete, reading}) {
  if (pieces === null) {
    return h('p', {class: 'quiet'}, complete ? 'What was said is not on record.' : 'Loading…');
  }
  if (pieces.length === 0) {
    return h('p', {class: 'quiet'}, reading === 'not' ? 'The answer could not be read, or is not on record.' : 'The answer is empty.');
  }
  // A result was there when the request with it went out.
  const back = bar.tools === null || at >= bar.tools.to;
  const running = !back || (bar.tools === null && bar.open);
  const shown = back ? pieces : pieces.map((piece) => (piece.result ? {...piece, result: undefined} : piece));
  return [
    h(Said, {pieces: shown, origin: {exchange: bar.row.id, side: back ? 'request' : 'response'}}),
    bar.row.tools.length > 0 && running && h('p', {class: 'moment-tools'}, bar.tools === null ? 'No request that goes on is on record.'
      : [h('i', {class: 'tint tint-tools', 'aria-hidden': 'true'}), line(bar.row.tools.join(', '), 120) + ' for ' + duration(at - bar.to)]),
  ];
}

/** The answer as far as it had come. @param {{bar: Bar, at: number, stream: Stream | null}} props */
function Growing({bar, at, stream}) {
  if (!stream) {
    return h('p', {class: 'quiet'}, 'Loading the stream…');
  }
  const {pieces} = until(stream, at - bar.from);
  return h('div', {class: 'growing'},
    pieces.map((piece, i) => (piece.kind === 'call'
      ? h('p', {key: i, class: 'growing-call'}, h('b', null, line(piece.name ?? '')), ' ', h('code', null, line(piece.text, 2000)))
      : h('div', {key: i, class: cls('plain', piece.kind === 'thinking' && 'growing-thinking'), dir: 'auto'}, visible(piece.text)))),
    pieces.length === 0 && h('p', {class: 'quiet'}, at < bar.first && bar.row.firstTokenMs !== null ? 'Waiting for the first token.' : stream.grown.length === 0 && stream.note ? stream.note : 'Waiting for the next piece.'),
    h('i', {class: 'caret', 'aria-hidden': 'true'}));
}
