// @ts-check
// What fills the context window, call by call.
import {h, useMemo, useStore} from '../lib/dom.js';
import {go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {Choice} from '../lib/choice.js';
import {count, duration, line, of, percent, when, whole} from '../lib/format.js';
import {MOST, useContexts, useRows} from './session-parts/data.js';
import {SessionHead} from './session-parts/head.js';
import {Bars} from './session-parts/bars.js';
import {Breakdown, tokensOf} from './session-parts/breakdown.js';
import {GROUPS} from './session-parts/groups.js';

/** @typedef {import('../types/api.js').Derived} Derived */
/** @typedef {import('../types/api.js').ContextWindow} ContextWindow */
/** @typedef {{row: Derived, window: ContextWindow | null}} Call */

const TOKENS = [{id: 'read', name: 'Read from the cache'}, {id: 'wrote', name: 'Written to the cache'}, {id: 'fresh', name: 'Neither'}];

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const rows = useRows(params.id);
  const windows = useContexts(params.id);
  return h('div', {class: 'page'},
    h(SessionHead, {id: params.id, view: 'context'}),
    rows.problem && rows.items.length === 0 ? h(Problem, {problem: rows.problem, again: rows.again})
    : rows.items.length === 0 ? (rows.ended ? h(Empty, {title: 'No call of this session is on record'}) : h(Loading, null))
    : h(Context, {rows: rows.items, windows: windows.items, more: rows.more, loading: !rows.ended || !windows.ended, problem: rows.problem ?? windows.problem, again: windows.again}));
}

/**
 * @param {{rows: Derived[], windows: ContextWindow[], more: boolean, loading: boolean, problem: unknown, again: () => void}} props
 */
function Context({rows, windows, more, loading, problem, again}) {
  const query = useStore(place).query;
  const by = query.get('by') === 'tokens' ? 'tokens' : 'parts';
  const threads = useMemo(() => [...new Set(rows.filter(talks).map((row) => row.place?.thread ?? ''))], [rows]);
  const thread = threads.includes(query.get('thread') ?? 'main') ? query.get('thread') ?? 'main' : threads[0] ?? 'main';
  const calls = useMemo(() => {
    const known = new Map(windows.map((window) => [window.exchange, window]));
    return rows.filter((row) => talks(row) && row.place?.thread === thread).map((row) => ({row, window: known.get(row.id) ?? null}));
  }, [rows, windows, thread]);
  const found = calls.findIndex((call) => call.row.id === query.get('step'));
  const chosen = found < 0 ? calls.length - 1 : found;
  const layers = by === 'tokens' ? TOKENS : GROUPS;
  const values = useMemo(() => calls.map((call) => valuesOf(call, by)), [calls, by]);
  const breaks = useMemo(() => calls.flatMap((call, i) => (i > 0 && call.row.place?.turn !== calls[i - 1].row.place?.turn ? [i] : [])), [calls]);
  const used = layers.filter((_, layer) => values.some((bar) => bar[layer] > 0));

  /** @param {number} index */
  const choose = (index) => {
    const call = calls[Math.max(0, Math.min(index, calls.length - 1))];
    if (call) {
      go(withQuery({step: call.row.id}), true);
    }
  };
  const open = () => (calls[chosen] ? go('/exchanges/' + calls[chosen].row.id) : undefined);
  /** @param {1 | -1} way */
  const turn = (way) => {
    const next = way > 0 ? breaks.find((i) => i > chosen) : [...breaks].reverse().find((i) => i < chosen);
    choose(next ?? (way > 0 ? calls.length - 1 : 0));
  };
  useKeys('Context', [
    {keys: 'l, j, ArrowRight', does: 'Next call', run: () => choose(chosen + 1)},
    {keys: 'h, k, ArrowLeft', does: 'Call before', run: () => choose(chosen - 1)},
    {keys: ']', does: 'Next turn', run: () => turn(1)},
    {keys: '[', does: 'Turn before', run: () => turn(-1)},
    {keys: 'g g', does: 'First call', run: () => choose(0)},
    {keys: 'G', does: 'Last call', run: () => choose(calls.length - 1)},
    {keys: 'b', does: 'By parts, or by the cache', run: () => go(withQuery({by: by === 'parts' ? 'tokens' : null}), true)},
    {keys: 'd', does: 'Compare with the call before', run: () => (chosen > 0 ? go('/diff?a=' + calls[chosen - 1].row.id + '&b=' + calls[chosen].row.id) : false)},
    {keys: 'Enter, o', does: 'Open the exchange', run: (event) => (event.target instanceof HTMLAnchorElement || event.target instanceof HTMLButtonElement ? false : open())},
  ], [calls, chosen, by]);

  if (calls.length === 0) {
    return h(Empty, {title: 'No call of this session holds a conversation'});
  }
  const call = calls[chosen];
  const unstated = by === 'tokens' ? calls.filter((one) => one.row.usage.input_tokens === undefined).length : 0;
  return h('div', {class: 'context'},
    h('div', {class: 'bar context-bar'},
      h(Choice, {label: 'What the bars show', chosen: by, onChoose: (/** @type {string} */ id) => go(withQuery({by: id === 'tokens' ? id : null}), true), options: [
        {id: 'parts', name: 'By part, characters', title: 'b'}, {id: 'tokens', name: 'By cache, tokens', title: 'b'}]}),
      threads.length > 1 && h('label', {class: 'field'}, 'Conversation', h('select', {
        value: thread, onChange: (/** @type {any} */ event) => go(withQuery({thread: event.target.value === 'main' ? null : event.target.value, step: null}), true),
      }, threads.map((one) => h('option', {key: one, value: one}, one === 'main' ? 'main' : 'sub-agent ' + line(one, 20))))),
      h('ul', {class: 'legend context-legend', 'aria-label': 'What the colours are'}, [...used].map((layer) => h('li', {key: layer.id}, h('i', {class: 'tint back-' + layer.id, 'aria-hidden': 'true'}), layer.name)))),
    h(Bars, {
      label: by === 'tokens' ? 'Input tokens, call by call' : 'Characters in the window, call by call',
      layers, values, chosen, breaks, onChoose: choose, onOpen: () => void open(), says: (i) => says(calls[i], by),
    }),
    h('p', {class: 'quiet context-note', role: 'status'},
      [of(calls.length, 'call'), loading ? 'still loading' : '', problem ? 'some could not be measured' : '', more ? 'only the first ' + whole(MOST) + ' calls of the session are shown' : '',
        unstated > 0 ? of(unstated, 'call') + ' without a usage: no bar' : '', breaks.length > 0 && calls.length < 600 ? 'lines part turns' : ''].filter(Boolean).join('; '),
      Boolean(problem) && h('button', {type: 'button', class: 'button button-quiet', onClick: again}, 'Try again')),
    h('section', {class: 'context-one'},
      h('div', {class: 'step-head'},
        h('h2', null, 'Turn ' + call.row.place?.turn + ', step ' + call.row.place?.step),
        h('span', {class: 'quiet'}, when(call.row.startedAt) + ', ' + line(call.row.requestedModel ?? 'unknown model', 60) + ', ' + duration(call.row.durationMs)),
        call.window && h('span', {class: 'quiet'}, of(call.window.messages, 'message') + ', ' + of(call.window.tools, 'tool')),
        h('span', {class: 'context-links'},
          chosen > 0 && h('a', {class: 'button', href: '/diff?a=' + calls[chosen - 1].row.id + '&b=' + call.row.id}, 'Compare with the call before ', h('kbd', null, 'd')),
          h('a', {class: 'button', href: '/exchanges/' + call.row.id}, 'Open the exchange ', h('kbd', null, '↵')))),
      h(Breakdown, {id: call.row.id, row: call.row})));
}

/** @param {Derived} row */
function talks(row) {
  return row.place !== null && (row.place.kind === 'main' || row.place.kind === 'summary');
}

/** @param {Call} call @param {'parts' | 'tokens'} by */
function valuesOf(call, by) {
  if (by === 'parts') {
    return GROUPS.map((group) => call.window?.chars[group.id] ?? 0);
  }
  const {read, wrote, fresh} = tokensOf(call.row.usage);
  return [read ?? 0, wrote ?? 0, fresh ?? 0];
}

/** @param {Call | undefined} call @param {'parts' | 'tokens'} by */
function says(call, by) {
  if (!call) {
    return '';
  }
  const at = 'turn ' + call.row.place?.turn + ', step ' + call.row.place?.step + ': ';
  const {input, read} = tokensOf(call.row.usage);
  if (by === 'tokens') {
    return at + (input === undefined ? 'no usage stated' : count(input) + ' tokens' + (read === undefined ? '' : ', ' + percent(read, input) + ' from the cache'));
  }
  return at + (call.window ? count(call.window.total) + ' characters' : 'not measured');
}
