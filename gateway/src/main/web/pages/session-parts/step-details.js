// @ts-check
// A step in a few lines: times, tokens, the tools that were called and what they gave back.
import {h} from '../../lib/dom.js';
import {Badge, Cost, OUTCOMES, Status} from '../../lib/badges.js';
import {DASH, count, duration, line, moment, of, percent, whole} from '../../lib/format.js';
import {offset} from '../../lib/time-axis.js';

/** @typedef {import('./spans.js').Bar} Bar */
/** @typedef {import('./data.js').Story} Story */
/** @typedef {import('../../types/api.js').Piece} Piece */

/** @param {{bar: Bar, story: Story}} props */
export function StepDetails({bar, story}) {
  const {row} = bar;
  const step = story.steps.get(row.id);
  const calls = (step?.answer ?? []).filter((piece) => piece.type === 'tool_call');
  const said = (step?.answer ?? []).find((piece) => piece.type === 'text' && piece.text);
  const failed = row.outcome !== 'complete' ? OUTCOMES[row.outcome]?.says ?? row.outcome : null;
  /** @type {[string, any][]} */
  const facts = [
    ['Starts', h('span', {title: moment(row.startedAt)}, offset(bar.from, 100))],
    ['First token', row.firstTokenMs === null ? h('span', {title: 'none came, or the answer is no stream'}, DASH) : duration(row.firstTokenMs)],
    ['Model', duration(row.durationMs)],
    ['Tools', bar.tools ? duration(bar.tools.to - bar.tools.from) : bar.open ? h('span', {title: 'no request that goes on is on record'}, 'unknown') : DASH],
    ['In', h('span', null, count(row.usage.input_tokens), row.usage.cache_read_tokens !== undefined && row.usage.input_tokens ? h('small', null, percent(row.usage.cache_read_tokens, row.usage.input_tokens) + ' cached') : null)],
    ['Out', count(row.usage.output_tokens)],
    ['Cost', h(Cost, {cost: row.cost})],
  ];
  return h('div', {class: 'step-box'},
    h('div', {class: 'step-head'},
      h('strong', null, bar.talk && row.place ? (bar.thread === 'main' ? '' : 'Sub-agent ' + line(bar.thread, 12) + ', ') + 'turn ' + row.place.turn + ', step ' + row.place.step : line((row.place?.kind ?? 'call').replaceAll('_', ' '))),
      h(Status, row),
      h('span', null, line(row.requestedModel ?? row.answeredModel ?? 'unknown model', 60)),
      failed && h(Badge, {tone: 'warn'}, failed),
      row.error && h(Badge, {tone: 'bad'}, line(row.error, 60)),
      row.place?.inferred && h(Badge, {title: 'found by comparing conversations'}, 'inferred'),
      h('a', {class: 'button step-open', href: '/exchanges/' + row.id}, 'Open the exchange ', h('kbd', null, '↵'))),
    h('dl', {class: 'step-facts'}, facts.map(([name, value]) => h('div', {key: name}, h('dt', null, name), h('dd', null, value)))),
    said && h('p', {class: 'step-said'}, line(said.text ?? '', 300)),
    calls.length > 0 && h('ul', {class: 'step-calls'}, calls.slice(0, 12).map((call, i) => h('li', {key: i},
      h('b', null, line(call.name ?? '', 60)), h('code', null, line(call.line ?? call.argumentsText ?? '', 200)), h('span', {class: call.result?.isError ? 'tone-bad' : 'quiet'}, result(call)))),
      calls.length > 12 && h('li', {class: 'quiet'}, of(calls.length - 12, 'more call'))),
    calls.length > 1 && bar.tools && h('p', {class: 'quiet'}, of(calls.length, 'call') + ' ran in these ' + duration(bar.tools.to - bar.tools.from) + '; how long each took is not on record.'));
}

/** @param {Piece} call */
function result(call) {
  if (!call.result) {
    return 'no result on record';
  }
  const chars = call.result.parts.reduce((sum, part) => sum + (part.chars ?? part.text?.length ?? 0), 0);
  return (call.result.isError ? '✕ error, ' : '') + whole(chars) + ' characters back';
}
