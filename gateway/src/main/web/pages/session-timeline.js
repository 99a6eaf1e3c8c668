// @ts-check
// Model, tools, idle: a waterfall of a session's steps.
import {h, cls, useMemo, useRef, useState, useStore, styled} from '../lib/dom.js';
import {go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {VirtualList} from '../lib/virtual.js';
import {TimeAxis, lengthOf, offset, stepOf} from '../lib/time-axis.js';
import {duration, line, of, percent, whole} from '../lib/format.js';
import {MOST, useRows, useStory} from './session-parts/data.js';
import {SessionHead} from './session-parts/head.js';
import {Overview} from './session-parts/overview.js';
import {StepDetails} from './session-parts/step-details.js';
import {timesOf, totalsOf} from './session-parts/spans.js';

/** @typedef {import('./session-parts/spans.js').Bar} Bar */
/** @typedef {import('./session-parts/data.js').Story} Story */

const ROW = 26;

/** Steps whose time is shown whole at first. */
const ROWS = 30;

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const rows = useRows(params.id);
  return h('div', {class: 'page page-list'},
    h(SessionHead, {id: params.id, view: 'timeline'}),
    rows.problem && rows.items.length === 0 ? h(Problem, {problem: rows.problem, again: rows.again})
    : rows.items.length === 0 ? (rows.ended ? h(Empty, {title: 'No call of this session is on record'}) : h(Loading, null))
    : h(Waterfall, {id: params.id, rows: rows.items, loading: !rows.ended, more: rows.more, problem: rows.problem}));
}

/**
 * @param {{id: string, rows: import('../types/api.js').Derived[], loading: boolean, more: boolean, problem: unknown}} props
 */
function Waterfall({id, rows, loading, more, problem}) {
  const query = useStore(place).query;
  const full = query.get('idle') === 'full';
  const {story} = useStory(id, 300);
  const times = useMemo(() => timesOf(rows), [rows]);
  const totals = useMemo(() => totalsOf(times), [times]);
  const axis = useMemo(() => axisOf(times, full), [times, full]);
  const [sight, setSight] = useState({first: 0, last: ROWS});
  // Many steps are shown part by part, as far as their rows are in sight, until one zooms.
  const follows = !query.has('from') && !query.has('to') && times.bars.length > ROWS;
  const window = follows ? windowOf(times.bars.slice(sight.first, sight.last + 1), axis) : null;
  const from = window ? window.from : bounded(axis.shown(Number(query.get('from') ?? 0)), 0, axis.length);
  const to = window ? window.to : bounded(query.has('to') ? axis.shown(Number(query.get('to'))) : axis.length, from + 1, axis.length);
  const chosenId = query.get('step');
  const chosen = times.bars.findIndex((bar) => bar.row.id === chosenId);
  const [over, setOver] = useState(-1);
  const [reveal, setReveal] = useState(/** @type {number | null} */ (chosen >= 0 ? chosen : null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));

  /** @param {number} a @param {number} b */
  const show = (a, b) => {
    const size = Math.min(axis.length, Math.max(b - a, 20));
    const start = bounded(a, 0, axis.length - size);
    go(withQuery({from: axis.recorded(start).toFixed(0), to: axis.recorded(start + size).toFixed(0)}), true);
  };
  /** @param {number} factor */
  const zoom = (factor) => {
    const bar = times.bars[chosen];
    const middle = bar ? bounded(axis.shown((bar.from + bar.to) / 2), from, to) : (from + to) / 2;
    show(middle - (middle - from) * factor, middle + (to - middle) * factor);
  };
  /** @param {number} share */
  const pan = (share) => show(from + (to - from) * share, to + (to - from) * share);
  /** @param {number} index */
  const select = (index) => {
    const bar = times.bars[bounded(index, 0, times.bars.length - 1)];
    setReveal(times.bars.indexOf(bar));
    setOver(-1);
    const begin = axis.shown(bar.from);
    const end = axis.shown(bar.tools?.to ?? bar.to);
    const hidden = !follows && (begin < from || begin > to || (end > to && end - begin < to - from));
    const start = bounded(begin - (to - from) * 0.2, 0, axis.length - (to - from));
    go(withQuery({step: bar.row.id, ...(hidden ? {from: axis.recorded(start).toFixed(0), to: axis.recorded(start + to - from).toFixed(0)} : {})}), true);
  };
  const fit = () => {
    const bar = times.bars[chosen];
    if (bar) {
      const begin = axis.shown(bar.from);
      const end = axis.shown(bar.tools?.to ?? bar.to);
      show(begin - (end - begin) * 0.25, end + (end - begin) * 0.25);
    }
  };
  const follow = () => go(withQuery({from: null, to: null}), true);
  const open = () => (chosen >= 0 ? go('/exchanges/' + times.bars[chosen].row.id) : false);
  const flip = () => go(withQuery({idle: full ? null : 'full'}), true);
  /** @param {1 | -1} way */
  const turn = (way) => {
    for (let i = chosen + way; i >= 0 && i < times.bars.length; i += way) {
      if (times.bars[i].beginsTurn) {
        select(i);
        return;
      }
    }
  };
  const screen = () => Math.max(1, Math.floor((box.current?.clientHeight ?? 500) / ROW) - 3);
  useKeys('Timeline', [
    {keys: 'j, ArrowDown', does: 'Next step', run: () => select(chosen + 1)},
    {keys: 'k, ArrowUp', does: 'Step before', run: () => select(chosen < 0 ? 0 : chosen - 1)},
    {keys: 'PageDown', does: 'A screen down', run: () => select(chosen + screen())},
    {keys: 'PageUp', does: 'A screen up', run: () => select(chosen - screen())},
    {keys: 'Home, g g', does: 'First step', run: () => select(0)},
    {keys: 'End, G', does: 'Last step', run: () => select(times.bars.length - 1)},
    {keys: ']', does: 'Next turn', run: () => turn(1)},
    {keys: '[', does: 'Turn before', run: () => turn(-1)},
    {keys: '+, =', does: 'Zoom in', run: () => zoom(0.5)},
    {keys: '-', does: 'Zoom out', run: () => zoom(2)},
    {keys: 'z', does: 'Zoom to the step', run: fit},
    {keys: '0', does: 'Show all', run: () => show(0, axis.length)},
    {keys: 'f', does: 'Show the time of the rows in sight', run: follow},
    {keys: 'h, ArrowLeft', does: 'Earlier', run: () => pan(-0.25)},
    {keys: 'l, ArrowRight', does: 'Later', run: () => pan(0.25)},
    {keys: 'i', does: 'Shorten long waits, or not', run: flip},
    {keys: 'Enter, o', does: 'Open the exchange', run: (event) => (event.target instanceof HTMLAnchorElement || event.target instanceof HTMLButtonElement ? false : void open())},
  ], [times, axis, from, to, chosen]);
  useCommands([
    {name: 'Shorten long waits, or not', keys: 'i', run: flip},
    {name: 'Show all of the timeline', keys: '0', run: () => show(0, axis.length)},
  ], [axis, full]);

  const shownBar = times.bars[over >= 0 ? over : chosen] ?? null;
  const step = stepOf(to - from, 8);
  const cuts = axis.cuts;
  return h('div', {class: 'fall'},
    h(Totals, {totals, loading, more, problem}),
    h('div', {class: 'bar fall-bar'},
      h(Legend, null),
      h('div', {class: 'bar-tools'},
        h('label', {class: 'field', title: 'i'}, h('input', {type: 'checkbox', checked: !full, onChange: flip}), 'Shorten long waits'),
        h('button', {type: 'button', class: 'button button-quiet', title: 'Zoom out (-)', 'aria-label': 'Zoom out', onClick: () => zoom(2)}, '−'),
        h('button', {type: 'button', class: 'button button-quiet', title: 'Zoom in (+)', 'aria-label': 'Zoom in', onClick: () => zoom(0.5)}, '+'),
        h('button', {type: 'button', class: 'button button-quiet', title: 'Show all (0)', onClick: () => show(0, axis.length)}, 'All'),
        times.bars.length > ROWS && h('button', {type: 'button', class: 'button button-quiet', title: 'Show the time of the rows in sight (f)', 'aria-pressed': follows ? 'true' : 'false', onClick: follow}, 'Rows in sight'))),
    h(Overview, {times, axis, from, to, onShow: show}),
    h('div', {class: 'fall-rows', ref: (/** @type {HTMLElement | null} */ element) => {
      box.current = element;
    }},
      h(VirtualList, {
        count: times.bars.length, rowHeight: ROW, reveal,
        onScroll: (/** @type {number} */ top) => {
          const first = Math.floor(top / ROW);
          setSight({first, last: first + screen()});
        },
        attributes: {tabIndex: 0, role: 'grid', 'aria-label': 'Steps', 'aria-rowcount': times.bars.length + 1, 'aria-activedescendant': chosen >= 0 ? 'step-' + chosen : undefined, onMouseLeave: () => setOver(-1)},
        head: h('div', {class: 'fall-row fall-head', role: 'row', 'aria-rowindex': 1}, h('span', {role: 'columnheader'}, 'Step'), h(Ticks, {axis, from, to, step}),
          h('span', {class: 'figure', role: 'columnheader'}, 'Model'), h('span', {class: 'figure', role: 'columnheader'}, 'Tools')),
        row: (/** @type {number} */ i) => h(Row, {
          key: times.bars[i].row.id, bar: times.bars[i], index: i, axis, from, to, story, step, cuts,
          chosen: i === chosen, onOver: () => setOver(i), onChoose: () => select(i),
        }),
        foot: loading ? h('p', {class: 'table-foot'}, 'Loading…') : null,
      })),
    h('aside', {class: 'fall-details', 'aria-label': 'Details of the step', 'aria-live': 'polite'},
      shownBar ? h(StepDetails, {bar: shownBar, story})
      : h('p', {class: 'quiet'}, 'Choose a step with ', h('kbd', null, 'j'), ' ', h('kbd', null, 'k'), ', or point at one. ', h('kbd', null, '+'), ' ', h('kbd', null, '−'), ' zoom, ', h('kbd', null, 'h'), ' ', h('kbd', null, 'l'), ' go earlier and later.')));
}

/**
 * Waits longer than a part of all the rest are shortened, and tools that run longer than the rest.
 *
 * @param {import('./session-parts/spans.js').Times} times
 * @param {boolean} full
 */
function axisOf(times, full) {
  const model = lengthOf(times.model);
  const long = Math.max(120_000, model / 2);
  const kept = times.tools.filter((span) => span.to - span.from <= long);
  return new TimeAxis([...times.model, ...kept], times.end, full ? Infinity : Math.max(5000, Math.min(20_000, (model + lengthOf(kept)) * 0.02)));
}

/** @param {Bar[]} bars @param {TimeAxis} axis */
function windowOf(bars, axis) {
  const from = Math.min(...bars.map((bar) => axis.shown(bar.from)));
  const to = Math.max(...bars.map((bar) => axis.shown(bar.tools?.to ?? bar.to)));
  const room = (to - from) * 0.01 + 1;
  return {from: Math.max(0, from - room), to: Math.min(axis.length, to + room)};
}

/** @param {number} n @param {number} least @param {number} largest */
function bounded(n, least, largest) {
  return Math.max(least, Math.min(Number.isFinite(n) ? n : least, largest));
}

/** @param {{totals: ReturnType<typeof totalsOf>, loading: boolean, more: boolean, problem: unknown}} props */
function Totals({totals, loading, more, problem}) {
  /** @type {[string, number, string, string][]} */
  const parts = [
    ['Model', totals.model, 'model', 'Time in which at least one call was open'],
    ['Tools', totals.tools, 'tools', 'From the end of an answer that calls tools to the request with the results, without the time of other calls. A person who is asked for leave counts as well'],
    ['Idle', totals.idle, 'idle', 'Neither: mostly a person who reads and writes'],
  ];
  return h('div', {class: 'fall-totals'},
    h('dl', null,
      h('div', null, h('dt', null, 'From first to last'), h('dd', null, duration(totals.wall))),
      parts.map(([name, ms, tone, means]) => h('div', {key: name, title: means}, h('dt', null, h('i', {class: 'tint tint-' + tone, 'aria-hidden': 'true'}), name), h('dd', null, duration(ms), h('small', null, percent(ms, totals.wall)))))),
    h('div', {class: 'fall-share', 'aria-hidden': 'true'}, parts.map(([name, ms, tone]) => h('i', {key: name, class: 'tint-' + tone, ref: styled({'flex-grow': String(ms)})}))),
    (loading || more || Boolean(problem)) && h('p', {class: 'quiet', role: 'status'}, problem ? 'The rest could not be loaded.' : more ? 'Only the first ' + whole(MOST) + ' calls are shown.' : 'Still loading.'));
}

function Legend() {
  return h('ul', {class: 'legend', 'aria-label': 'What the bars are'}, [['wait', 'until the first token'], ['model', 'answer'], ['tools', 'tools run'], ['failed', '✕ failed']].map(([tone, name]) =>
    h('li', {key: tone}, h('i', {class: 'tint tint-' + tone, 'aria-hidden': 'true'}), name)));
}

/** @param {{axis: TimeAxis, from: number, to: number, step: number}} props */
function Ticks({axis, from, to, step}) {
  return h('div', {class: 'track', role: 'columnheader', title: 'Since the first call', 'aria-label': 'Time since the first call'}, ticksOf(from, to, step).map((x) =>
    h('span', {key: x, class: 'tick', ref: styled({left: (x - from) * 100 / (to - from) + '%'})}, offset(axis.recorded(x), step))));
}

/** @param {number} from @param {number} to @param {number} step */
function ticksOf(from, to, step) {
  const marks = [];
  for (let x = Math.ceil(from / step) * step; x <= to; x += step) {
    marks.push(x);
  }
  return marks;
}

/**
 * @param {object} props
 * @param {Bar} props.bar
 * @param {number} props.index
 * @param {TimeAxis} props.axis
 * @param {number} props.from
 * @param {number} props.to
 * @param {number} props.step
 * @param {TimeAxis['parts']} props.cuts
 * @param {Story} props.story
 * @param {boolean} props.chosen
 * @param {() => void} props.onOver
 * @param {() => void} props.onChoose
 */
function Row({bar, index, axis, from, to, step, cuts, story, chosen, onOver, onChoose}) {
  const {row} = bar;
  const size = to - from;
  /** @param {number} a @param {number} b */
  const at = (a, b) => {
    const left = (axis.shown(a) - from) * 100 / size;
    const right = (axis.shown(b) - from) * 100 / size;
    return right < 0 || left > 100 ? null : styled({left: Math.max(-1, left) + '%', width: 'max(2px, ' + (Math.min(101, right) - Math.max(-1, left)) + '%)'});
  };
  const failed = row.status >= 400 || row.status === 0 || row.outcome !== 'complete';
  const wait = at(bar.from, bar.first);
  const answer = at(bar.first, bar.to);
  const tools = bar.tools && at(bar.tools.from, bar.tools.to);
  const names = row.tools.map((name) => line(name, 40)).join(', ');
  const prompt = bar.beginsTurn && row.place ? story.prompts.get(row.place.turn)?.find((piece) => piece.type === 'text')?.text : null;
  return h('div', {
    id: 'step-' + index, class: cls('fall-row', chosen && 'fall-chosen', bar.beginsTurn && 'fall-turn'), role: 'row', 'aria-rowindex': index + 2, 'aria-selected': chosen ? 'true' : 'false',
    onMouseEnter: onOver, onClick: onChoose,
  },
    h('span', {role: 'gridcell', class: cls('fall-name', bar.thread !== 'main' && bar.talk && 'fall-agent', !bar.talk && 'quiet')},
      bar.beginsTurn && row.place && h('b', {title: prompt ? line(prompt, 300) : undefined}, String(row.place.turn)),
      h('span', null, !bar.talk ? (row.place?.kind ?? 'call').replaceAll('_', ' ') : prompt ? line(prompt, 80) : row.tools.length > 0 ? names : row.stop === 'stop' ? 'answer' : (row.stop ?? 'step').replaceAll('_', ' '))),
    h('div', {class: 'track', role: 'gridcell', 'aria-label': label(bar, names)},
      ticksOf(from, to, step).map((x) => h('i', {key: x, class: 'gridline', ref: styled({left: (x - from) * 100 / size + '%'})})),
      cuts.map((cut) => {
        const left = (cut.at - from) * 100 / size;
        return left > 100 || left + cut.size * 100 / size < 0 ? null : h('i', {key: cut.at, class: 'span-cut', ref: styled({left: left + '%', width: cut.size * 100 / size + '%'})});
      }),
      bar.first > bar.from && wait && h('i', {class: cls('span span-wait', failed && 'span-failed'), ref: wait}, failed && bar.first === bar.to ? '✕' : ''),
      bar.to > bar.first && answer && h('i', {class: cls('span span-model', failed && 'span-failed'), ref: answer}, failed ? '✕' : ''),
      tools && h('i', {class: 'span span-tools', ref: tools}, h('span', null, names)),
      bar.open && h('i', {class: 'span-open', ref: at(bar.to, bar.to), title: 'Tools were called, and no request that goes on is on record'}, '?')),
    h('span', {class: 'figure', role: 'gridcell'}, duration(row.durationMs)),
    h('span', {class: 'figure', role: 'gridcell'}, bar.tools ? duration(bar.tools.to - bar.tools.from) : ''));
}

/** @param {Bar} bar @param {string} names */
function label(bar, names) {
  const at = bar.row.place;
  return (at && bar.talk ? (bar.thread === 'main' ? '' : 'sub-agent, ') + 'turn ' + at.turn + ', step ' + at.step : (at?.kind ?? 'call').replaceAll('_', ' '))
    + ', model ' + duration(bar.row.durationMs) + (bar.tools ? ', ' + of(bar.row.tools.length, 'tool') + ' ' + names + ' ' + duration(bar.tools.to - bar.tools.from) : '');
}
