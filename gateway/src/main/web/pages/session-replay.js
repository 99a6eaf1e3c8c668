// @ts-check
// A session again, as it was recorded: the conversation grows, streams come as they came.
import {h, cls, useEffect, useLayoutEffect, useMemo, useRef, useState, useStore} from '../lib/dom.js';
import {go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {copy} from '../lib/clipboard.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {Choice} from '../lib/choice.js';
import {Icon} from '../lib/icons.js';
import {TimeAxis, lengthOf, offset} from '../lib/time-axis.js';
import {whole} from '../lib/format.js';
import {MOST, useRows, useStory} from './session-parts/data.js';
import {SessionHead} from './session-parts/head.js';
import {Cursor} from './session-parts/cursor.js';
import {Entry} from './session-parts/entry.js';
import {Now} from './session-parts/now.js';
import {streamOf} from './session-parts/streams.js';
import {timesOf} from './session-parts/spans.js';

/** @typedef {import('./session-parts/spans.js').Bar} Bar */
/** @typedef {import('./session-parts/streams.js').Stream} Stream */

/** Calls before the cursor that are elements. */
const SHOWN = 40;

const SPEEDS = ['1', '2', '8', '60'];

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const rows = useRows(params.id);
  return h('div', {class: 'page page-list'},
    h(SessionHead, {id: params.id, view: 'replay'}),
    rows.problem && rows.items.length === 0 ? h(Problem, {problem: rows.problem, again: rows.again})
    : rows.items.length === 0 && rows.ended ? h(Empty, {title: 'No call of this session is on record'})
    : !rows.ended ? h(Loading, null)
    : h(Player, {id: params.id, rows: rows.items, more: rows.more}));
}

/** @param {{id: string, rows: import('../types/api.js').Derived[], more: boolean}} props */
function Player({id, rows, more}) {
  const query = useStore(place).query;
  const full = query.get('idle') === 'full';
  const speed = SPEEDS.includes(query.get('x') ?? '') ? query.get('x') ?? '1' : '1';
  const times = useMemo(() => timesOf(rows), [rows]);
  const axis = useMemo(() => axisOf(times, full), [times, full]);
  const {story, ended, problem} = useStory(id, 4000);
  const [at, setAt] = useState(() => {
    const step = query.has('t') ? null : times.bars.find((bar) => bar.row.id === query.get('step'));
    return step ? step.from + 1 : bounded(Number(query.get('t') ?? 0), times.end);
  });
  const [playing, setPlaying] = useState(false);
  const [earlier, setEarlier] = useState(0);
  const streams = useStreams(times.bars, at);
  const cursor = useRef(at);
  cursor.current = at;
  const known = useRef(String(query.get('t') ?? '0'));

  // The address follows the cursor, and the cursor the address where somebody else changed it.
  useEffect(() => {
    const wanted = query.get('t') ?? '0';
    if (wanted !== known.current) {
      known.current = wanted;
      setAt(bounded(Number(wanted), times.end));
    }
  }, [query]);
  useEffect(() => {
    const timer = setTimeout(() => note(at), playing ? 1000 : 120);
    return () => clearTimeout(timer);
  }, [playing ? Math.floor(axis.shown(at) / 1000 / Number(speed)) : at, playing]);
  /** @param {number} ms */
  const note = (ms) => {
    known.current = ms < 1 ? '0' : String(Math.round(ms));
    if (location.pathname.endsWith('/replay')) {
      go(withQuery({t: known.current === '0' ? null : known.current, step: null}), true);
    }
  };
  // At once, so that the clock goes no further once it is stopped.
  useLayoutEffect(() => {
    if (!playing) {
      return undefined;
    }
    let frame = 0;
    let before = performance.now();
    /** @param {number} now */
    const tick = (now) => {
      const next = axis.shown(cursor.current) + Math.min(250, now - before) * Number(speed);
      before = now;
      if (next >= axis.length) {
        setAt(times.end);
        setPlaying(false);
        return;
      }
      setAt(axis.recorded(next));
      frame = requestAnimationFrame(tick);
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, axis]);

  const moments = useMemo(() => [...new Set(times.bars.flatMap((bar) => [bar.from, bar.to]))].sort((a, b) => a - b), [times]);
  /** @param {number} ms */
  const seek = (ms) => {
    setAt(bounded(ms, times.end));
  };
  /** @param {1 | -1} way */
  const step = (way) => {
    setPlaying(false);
    seek(way > 0 ? moments.find((ms) => ms > at + 0.5) ?? times.end : moments.findLast((ms) => ms < at - 0.5) ?? 0);
  };
  /** @param {1 | -1} way */
  const turn = (way) => {
    const begins = times.bars.filter((bar) => bar.beginsTurn).map((bar) => bar.from);
    seek(way > 0 ? begins.find((ms) => ms > at + 0.5) ?? times.end : begins.findLast((ms) => ms < at - 0.5) ?? 0);
  };
  const play = () => {
    if (!playing && at >= times.end - 1) {
      seek(0);
    }
    setPlaying(!playing);
  };
  /** @param {string} to */
  const faster = (to) => go(withQuery({x: to === '1' ? null : to}), true);
  const flip = () => go(withQuery({idle: full ? null : 'full'}), true);
  const latest = times.bars.filter((bar) => bar.from <= at + 0.5);
  const link = async () => {
    note(at);
    await copy(location.href);
  };
  useKeys('Replay', [
    {keys: ' , p', does: 'Play, or stop', run: play},
    {keys: 'l, j, ArrowRight', does: 'To the next beginning or end of a call', run: () => step(1)},
    {keys: 'h, k, ArrowLeft', does: 'To the one before', run: () => step(-1)},
    {keys: '.', does: 'A second later', run: () => seek(at + 1000)},
    {keys: ',', does: 'A second earlier', run: () => seek(at - 1000)},
    {keys: ']', does: 'Next turn', run: () => turn(1)},
    {keys: '[', does: 'Turn before', run: () => turn(-1)},
    {keys: '+, =', does: 'Faster', run: () => faster(SPEEDS[Math.min(3, SPEEDS.indexOf(speed) + 1)])},
    {keys: '-', does: 'Slower', run: () => faster(SPEEDS[Math.max(0, SPEEDS.indexOf(speed) - 1)])},
    {keys: 'i', does: 'Shorten long waits, or not', run: flip},
    {keys: 'Home, g g', does: 'To the beginning', run: () => seek(0)},
    {keys: 'End, G', does: 'To the end', run: () => seek(times.end)},
    {keys: 'y', does: 'Copy a link to this moment', run: () => void link()},
    {keys: 'o', does: 'Open the last exchange', run: () => (latest.length > 0 ? go('/exchanges/' + latest[latest.length - 1].row.id) : false)},
  ], [playing, at, speed, full, axis, moments]);
  useCommands([{name: 'Copy a link to this moment', keys: 'y', run: () => void link()}], [at]);

  const from = Math.max(0, latest.length - SHOWN - earlier);
  return h('div', {class: 'replay'},
    h('div', {class: 'replay-body'},
      h(Scroll, {follows: playing, at: latest.length},
        from > 0 && h('p', {class: 'replay-earlier'}, h('button', {type: 'button', class: 'button button-quiet', onClick: () => setEarlier(earlier + SHOWN)}, 'Show earlier calls: ' + whole(from) + ' more')),
        latest.slice(from).map((bar) => h(Entry, {key: bar.row.id, bar, at, story, complete: ended, stream: streams.get(bar.row.id) ?? null})),
        latest.length === 0 && h('p', {class: 'quiet'}, 'Nothing has been called yet.')),
      h(Now, {times, at, playing, latest, streams})),
    (Boolean(problem) || more) && h('p', {class: 'notice'}, problem ? 'Some of what was said could not be loaded.' : 'Only the first ' + whole(MOST) + ' calls of the session are here.'),
    h('div', {class: 'transport'},
      h('button', {type: 'button', class: 'button', title: 'To the one before (h)', 'aria-label': 'To the beginning or end of a call before', onClick: () => step(-1)}, h(Icon, {name: 'earlier'})),
      h('button', {type: 'button', class: 'button button-main transport-play', title: 'Space', 'aria-label': playing ? 'Stop' : 'Play', onClick: play}, h(Icon, {name: playing ? 'stop' : 'play'})),
      h('button', {type: 'button', class: 'button', title: 'To the next beginning or end of a call (l)', 'aria-label': 'To the next beginning or end of a call', onClick: () => step(1)}, h(Icon, {name: 'later'})),
      h('span', {class: 'transport-time mono'}, offset(at, 100), h('span', {class: 'quiet'}, ' / ' + offset(times.end, 1000))),
      h(Cursor, {times, axis, at, onSeek: seek}),
      h(Choice, {label: 'Speed', chosen: speed, onChoose: faster, options: SPEEDS.map((one) => ({id: one, name: one + '×'}))}),
      h('label', {class: 'field', title: 'i'}, h('input', {type: 'checkbox', checked: !full, onChange: flip}), 'Shorten waits')));
}

/** @param {number} n @param {number} end */
function bounded(n, end) {
  return Number.isFinite(n) ? Math.max(0, Math.min(n, end)) : 0;
}

/**
 * Waits are shown for two seconds at most, tools for ten.
 *
 * @param {import('./session-parts/spans.js').Times} times
 * @param {boolean} full
 */
function axisOf(times, full) {
  const tools = times.tools.map((span) => ({from: span.from, to: Math.min(span.to, span.from + 8000)}));
  return new TimeAxis(lengthOf(times.model) > 0 ? [...times.model, ...tools] : [], times.end, full ? Infinity : 2000);
}

/**
 * The streams of calls that are open at a moment, and of the next ones.
 *
 * @param {Bar[]} bars
 * @param {number} at
 */
function useStreams(bars, at) {
  const [streams, setStreams] = useState(/** @type {Map<string, Stream>} */ (new Map()));
  const open = bars.filter((bar) => bar.row.stream && bar.from <= at + 20_000 && bar.to >= at).slice(0, 4).map((bar) => bar.row.id);
  useEffect(() => {
    let wanted = true;
    for (const id of open) {
      if (!streams.has(id)) {
        streamOf(id).then((stream) => wanted && setStreams((old) => new Map(/** @type {[string, Stream][]} */ ([...old, [id, stream]]).slice(-24))), () => {});
      }
    }
    return () => {
      wanted = false;
    };
  }, [open.join()]);
  return streams;
}

/** Stays at the end while it plays, as long as nobody scrolls up. @param {{follows: boolean, at: number, children?: any}} props */
function Scroll({at, children}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const stays = useRef(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && stays.current) {
      element.scrollTop = element.scrollHeight;
    }
  });
  useEffect(() => {
    stays.current = true;
  }, [at]);
  return h('div', {
    class: cls('replay-talk'), ref: box, tabIndex: 0, role: 'log', 'aria-label': 'The conversation as it was at this moment', 'aria-live': 'off',
    onWheel: (/** @type {WheelEvent} */ event) => {
      if (event.deltaY < 0) {
        stays.current = false;
      }
    },
    onScroll: () => {
      const element = /** @type {HTMLElement} */ (box.current);
      if (element.scrollTop + element.clientHeight >= element.scrollHeight - 8) {
        stays.current = true;
      }
    },
  }, children);
}
