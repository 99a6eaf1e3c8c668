// @ts-check
// One session: its outline on the left, on the right what was said from the chosen place on.
import {h, useEffect, useMemo, useRef, useState, useStore} from '../lib/dom.js';
import {get, url} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {follow, looker} from '../lib/live.js';
import {go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {copy} from '../lib/clipboard.js';
import {Loading, Problem} from '../lib/states.js';
import {Badge, SumCost} from '../lib/badges.js';
import {Icon} from '../lib/icons.js';
import {CopyButton} from '../lib/clipboard.js';
import {DASH, ago, count, duration, line, moment, percent, when, whole} from '../lib/format.js';
import {outlineOf} from './session/outline.js';
import {Outline} from './session/outline-view.js';
import {Reading} from './session/reading.js';
import {Views} from './session-parts/head.js';

/** @typedef {import('../types/api.js').Session} Session */
/** @typedef {import('../types/api.js').Derived} Derived */

const PAGE = 200;
const MOST = 50_000;

/**
 * All rows of a session, in the order of their times; they come a page after the other.
 *
 * @param {string} id
 */
function useRows(id) {
  const [state, setState] = useState({rows: /** @type {Derived[]} */ ([]), ended: false, problem: /** @type {unknown} */ (null)});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    (async () => {
      /** @type {Derived[]} */
      let rows = [];
      /** @type {string | null} */
      let cursor = null;
      do {
        /** @type {import('../types/api.js').DerivedPage} */
        const page = await get('sessions/' + encodeURIComponent(id) + '/exchanges', {cursor, limit: PAGE}, abort.signal);
        rows = rows.concat(page.items);
        cursor = page.next;
        // Each page is shown when it is there, but for a short session there is one.
        setState((old) => (old.rows.length <= rows.length ? {rows, ended: cursor === null, problem: null} : old));
      } while (cursor !== null && rows.length < MOST);
      setState({rows, ended: true, problem: null});
    })().catch((problem) => {
      if (!abort.signal.aborted) {
        setState((old) => ({...old, problem, ended: true}));
      }
    });
    return () => abort.abort();
  }, [id, round]);
  return {...state, again: () => setRound((n) => n + 1)};
}

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  return h(One, {key: params.id, id: params.id});
}

/** @param {{id: string}} props */
function One({id}) {
  const query = useStore(place).query;
  const session = useAsked((signal) => get('sessions/' + encodeURIComponent(id), {}, signal), [id]);
  const all = useRows(id);
  const [folded, setFolded] = useState(() => new Set());
  const entries = useMemo(() => outlineOf(all.rows, folded), [all.rows, folded]);
  const at = query.get('at') ?? '';
  const chosen = Math.max(0, entries.findIndex((entry) => (entry.type === 'step' || entry.type === 'summary') && entry.id === at));
  const [cursor, setCursor] = useState(/** @type {string | null} */ (null));
  const selected = cursor === null ? chosen : Math.max(0, entries.findIndex((entry) => entry.id === cursor));
  const pending = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));

  const latest = useRef({session, all});
  latest.current = {session, all};
  // The tail does not say which session; asking again is cheap, and only while one looks.
  useEffect(() => {
    const {soon, stop} = looker(async (signal) => {
      try {
        const now = await get('sessions/' + encodeURIComponent(id), {}, signal);
        if (now.exchanges !== latest.current.session.value?.exchanges) {
          latest.current.session.again();
          latest.current.all.again();
        }
      } catch {
        // The next news asks again.
      }
    }, 800);
    const unfollow = follow(soon);
    return () => {
      unfollow();
      stop();
    };
  }, [id]);
  useEffect(() => {
    const title = session.value?.title;
    if (title) {
      document.title = line(title, 60) + ' · Weir';
    }
  }, [session.value]);

  /** Chooses a row; what is said there is read a moment later, so that walking is smooth. @param {number} index @param {boolean} [now] */
  const select = (index, now = false) => {
    const entry = entries[Math.max(0, Math.min(index, entries.length - 1))];
    if (!entry) {
      return;
    }
    setCursor(entry.id);
    clearTimeout(pending.current);
    pending.current = setTimeout(() => go(withQuery({at: entry.row.id}), true), now ? 0 : 180);
  };
  /** @param {number} step */
  const turn = (step) => {
    for (let i = selected + step; i >= 0 && i < entries.length; i += step) {
      if (entries[i].type === 'turn') {
        select(i);
        return;
      }
    }
  };
  /** @param {string} entry */
  const fold = (entry) => {
    const next = new Set(folded);
    if (!next.delete(entry)) {
      next.add(entry);
    }
    setFolded(next);
  };
  const wire = () => {
    const entry = entries[selected];
    if (entry) {
      go('/exchanges/' + entry.row.id + '?q=' + encodeURIComponent('session:' + id));
    }
  };
  useKeys('Session', [
    {keys: 'j, ArrowDown', does: 'Next row of the outline', run: () => select(selected + 1)},
    {keys: 'k, ArrowUp', does: 'Row before', run: () => select(selected - 1)},
    {keys: ']', does: 'Next human turn', run: () => turn(1)},
    {keys: '[', does: 'Human turn before', run: () => turn(-1)},
    {keys: 'x', does: 'Fold or unfold the row', run: () => entries[selected] && fold(entries[selected].id)},
    {keys: 'Enter, o', does: 'Open the exchange on the wire', run: (event) => (event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement || (event.target instanceof Element && event.target.closest('summary')) ? false : wire())},
    {keys: 'Home, g g', does: 'First row', run: () => select(0)},
    {keys: 'End, G', does: 'Last row', run: () => select(entries.length - 1)},
    {keys: 'Escape, u', does: 'Back to the sessions', run: () => go('/sessions')},
  ], [entries, selected, folded, id]);
  useCommands([
    {name: 'Copy a link to this place', run: () => copy(location.href)},
    {name: 'Search in this session', run: () => go('/exchanges?q=' + encodeURIComponent('session:' + id))},
  ], [id]);

  if (session.problem && !session.value) {
    return h(Problem, {problem: session.problem, again: session.again, top: true});
  }
  if (!session.value) {
    return h(Loading, null);
  }
  return h('div', {class: 'page session'},
    h(Head, {session: session.value, id}),
    all.problem ? h(Problem, {problem: all.problem, again: all.again})
    : h('div', {class: 'session-body'},
      h(Outline, {session: id, entries, selected, ended: all.ended, folded, onSelect: (/** @type {number} */ i) => select(i, true), onFold: fold}),
      all.rows.length > 0 ? h(Reading, {session: id, rows: all.rows, ended: all.ended, at: at || all.rows[0].id}) : h(Loading, null)));
}

/** @param {{session: Session, id: string}} props */
function Head({session, id}) {
  /** @type {[string, any, string?][]} */
  const figures = [
    ['Started', when(session.startedAt), moment(session.startedAt)],
    ['Ended', when(session.endedAt), moment(session.endedAt) + ', ' + ago(session.endedAt)],
    ['Turns', whole(session.turns)],
    ['Calls', whole(session.exchanges)],
    ['Errors', session.errors > 0 ? h('span', {class: 'bad'}, whole(session.errors)) : '0'],
    ['Input', count(session.inputTokens), whole(session.inputTokens) + ' tokens'],
    ['Cached', session.inputTokens > 0 ? percent(session.cacheReadTokens, session.inputTokens) : DASH],
    ['Output', count(session.outputTokens), whole(session.outputTokens) + ' tokens'],
    ['Cost', h(SumCost, {usd: session.usd, unpriced: session.unpriced, calls: session.exchanges})],
    ['Calls took', duration(session.durationMs), 'all calls together'],
  ];
  return h('div', {class: 'exchange-head session-head'},
    h('div', {class: 'crumbs'}, h('a', {href: '/sessions'}, 'Sessions'), h('span', {'aria-hidden': 'true'}, '/'), h('code', null, line(id)), h(CopyButton, {text: id, title: 'Copy the id'}),
      h('span', {class: 'crumbs-tools'},
        ['html', 'markdown'].map((form) => h('a', {key: form, class: 'button button-quiet', download: 'session-' + id + (form === 'html' ? '.html' : '.md'), href: url('sessions/' + encodeURIComponent(id) + '/export', {format: form})},
          h(Icon, {name: 'download'}), form === 'html' ? 'HTML' : 'Markdown')))),
    h('div', {class: 'headline'}, h('h1', {title: session.title ? line(session.title, 1000) : undefined}, session.title ? line(session.title, 300) : 'No prompt'),
      h('span', {class: 'badges'}, session.client && h(Badge, null, line(session.client)),
        session.inferred && h(Badge, {title: 'found by comparing conversations, since the tool sends no id'}, 'inferred'))),
    h('dl', {class: 'figures'}, figures.map(([name, value, title]) => h('div', {key: name, title}, h('dt', null, name), h('dd', {class: 'mono'}, value)))),
    h(Views, {id, view: ''}));
}
