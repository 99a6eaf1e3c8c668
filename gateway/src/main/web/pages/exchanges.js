// @ts-check
// The exchanges, newest first, with a search and what arrives meanwhile.
import {h, useEffect, useMemo, useRef, useState, useStore} from '../lib/dom.js';
import {ApiError, get} from '../lib/api.js';
import {Paged} from '../lib/paged.js';
import {follow, looker} from '../lib/live.js';
import {address, go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {whole} from '../lib/format.js';
import {remember, remembered} from '../lib/store.js';
import {ColumnChooser, DataTable, useColumns} from '../lib/table.js';
import {Empty} from '../lib/states.js';
import {SearchBar} from '../lib/search-bar.js';
import {COLUMNS} from './exchange-columns.js';
import {Besides, isLive, progress, useRunning} from './running.js';
import {Welcome} from './welcome.js';

/** @typedef {import('../types/api.js').Derived} Derived */

const ROWS = 200;

/** Ids that are remembered to say how many the search hides. */
const MOST_TOLD = 5000;

/** The lists that were looked at last, so that Back finds them as they were. @type {Map<string, Paged<Derived>>} */
const kept = new Map();

/** @param {string} q @returns {Paged<Derived>} */
function listOf(q) {
  const list = kept.get(q) ?? new Paged((cursor, limit, signal) => get('search', {q, cursor, limit}, signal));
  kept.delete(q);
  kept.set(q, list);
  for (const old of kept.keys()) {
    if (kept.size > 4) {
      kept.get(old)?.close();
      kept.delete(old);
    }
  }
  return list;
}

/** Remembers which row of its list is looked at. @param {string} q @param {string} id */
export function choose(q, id) {
  const list = kept.get(q);
  if (list && list.indexOf(id) >= 0) {
    list.selected = id;
  }
}

/**
 * The exchanges beside one in the list that it was opened from; null where it was opened by a link.
 *
 * @param {string} q
 * @param {string} id
 * @returns {{newer: string | null, older: string | null} | null}
 */
export function besideInList(q, id) {
  const list = kept.get(q);
  const i = list?.indexOf(id) ?? -1;
  return list && i >= 0 && (list.at(i + 1) || (list.ended && i + 1 === list.count))
    ? {newer: i > 0 ? list.at(i - 1)?.id ?? null : null, older: list.at(i + 1)?.id ?? null} : null;
}

/** @param {Derived} row */
function rowClass(row) {
  return isLive(row) ? '' : row.outcome === 'upstream_failed' || row.outcome === 'interrupted' || row.status >= 500 ? 'row-bad'
    : row.status >= 400 || row.outcome !== 'complete' ? 'row-warn' : '';
}

export function Page() {
  const q = useStore(place).query.get('q') ?? '';
  const [round, setRound] = useState(0);
  const list = useMemo(() => listOf(q), [q, round]);
  const choice = useColumns('exchanges', COLUMNS);
  const news = useNews(q, list, () => {
    kept.delete(q);
    setRound((n) => n + 1);
  });

  const empty = list.ended && list.count === 0 && q === '';
  // What came between the empty list and the first news, or while nobody followed.
  useEffect(() => {
    if (empty) {
      news.look();
    }
  }, [empty, list]);

  const besides = useRunning(q, list, news.following);

  useStore(list.changes);
  const problem = list.problem;

  /** @param {string} text */
  const search = (text) => {
    kept.delete(text);
    go(withQuery({q: text}));
  };
  useKeys('Exchanges', [
    {keys: '.', does: 'Show what has arrived', run: news.show},
    {keys: 'f', does: 'Follow what arrives, or stop', run: news.toggle},
    {keys: 'Escape', does: 'Drop the search', run: () => (q === '' ? false : search(''))},
  ], [q, news.arrived, news.following, list]);
  useCommands([
    {name: 'Follow what arrives', keys: 'f', run: news.toggle},
    {name: 'Show failed exchanges', run: () => search('status:>=400 OR outcome:upstream_failed,interrupted,refused')},
    {name: 'Show unpriced exchanges', run: () => search('priced:no')},
    {name: 'Show the exchanges of today', run: () => search('at:today')},
  ], [q, news.following]);

  // Once it waits, it stays until the first exchange has been shown.
  const waits = useRef(false);
  const missed = useRef(/** @type {Derived | null} */ (null));
  waits.current ||= empty && !list.problem;
  if (waits.current && q === '') {
    missed.current ??= news.newest;
    return h(Welcome, {waiting: true, missed: missed.current});
  }
  const wrongQuery = problem instanceof ApiError && problem.code === 'bad_request';
  return h('div', {class: 'page page-list'},
    h('div', {class: 'bar'},
      h('h1', {class: 'sr'}, 'Exchanges'),
      h(SearchBar, {q, onSearch: search, problem}),
      h('div', {class: 'bar-tools'},
        h(Besides, besides),
        h('button', {type: 'button', class: 'button button-quiet', 'aria-pressed': news.following ? 'true' : 'false', title: 'Put what arrives on top by itself (f)', onClick: news.toggle},
          h('i', {class: news.following ? 'dot dot-on' : 'dot', 'aria-hidden': 'true'}), 'Follow'),
        h(ColumnChooser, {choice}))),
    h('div', {class: 'news', role: 'status'},
      news.arrived > 0 && h('button', {type: 'button', class: 'pill', onClick: news.show}, whole(news.arrived) + (news.more ? '+' : '') + ' new', h('kbd', null, '.')),
      news.hidden > 0 && h('span', {class: 'news-hidden'}, whole(news.hidden) + ' hidden by the search')),
    wrongQuery
      ? h('div', {class: 'state'}, h('p', {class: 'state-title'}, 'The search cannot be read'), h('p', null, 'The line above shows where.'))
      : h(DataTable, {
        label: 'Exchanges', shown: choice.shown, paged: list, rowClass, progress,
        href: (/** @type {Derived} */ row) => address('/exchanges/' + row.id, {q}),
        empty: h(Empty, {title: 'No exchange fits the search'}, h('p', null, h('button', {type: 'button', class: 'button', onClick: () => search('')}, 'Show all'))),
      }));
}

/**
 * The newest rows, and what was told of since the list was asked for.
 *
 * @typedef {{page: {items: Derived[], next: string | null} | null, told: string[]}} Found
 */

/** @type {Found} */
const NOTHING = {page: null, told: []};

/**
 * What has arrived since the list was asked for. Nothing moves until one asks for it, or follows.
 *
 * @param {string} q
 * @param {Paged<Derived>} list
 * @param {() => void} renew
 */
function useNews(q, list, renew) {
  const [state, setState] = useState(/** @type {Found} */ (NOTHING));
  const [following, setFollowing] = useState(() => remembered('follow', '') === 'yes');
  const found = useRef(state);
  /** @param {Found} now */
  const set = (now) => {
    found.current = now;
    setState(now);
  };
  const show = () => {
    const page = found.current.page;
    set(NOTHING);
    if (list.problem || (page && !list.renew(page.items, page.next === null))) {
      renew();
    }
  };
  const latest = useRef({show, following});
  latest.current = {show, following};
  const looking = useRef(() => {});

  useEffect(() => {
    set(NOTHING);
    /** @type {Set<string>} */
    const told = new Set();
    const {soon, stop} = looker(async (signal) => {
      const toldNow = [...told];
      try {
        /** @type {{items: Derived[], next: string | null}} */
        const page = await get('search', {q, limit: ROWS}, signal);
        set({page, told: toldNow});
        if (list.rows === 0 && page.items.some((row) => list.indexOf(row.id) < 0)) {
          renew();
        } else if (latest.current.following && list.scroll < 40) {
          told.clear();
          latest.current.show();
        }
      } catch {
        // The list itself says what is wrong.
      }
    }, 300);
    looking.current = soon;
    const unfollow = follow((event) => {
      if ('exchange' in event && told.size < MOST_TOLD) {
        told.add(event.exchange.id);
      }
      soon();
    });
    return () => {
      unfollow();
      stop();
    };
  }, [q, list]);

  // Counted anew whenever the list changes: what stands in it is not new.
  const here = list.ids();
  const arrived = state.page?.items.filter((row) => !here.has(row.id)).length ?? 0;
  const asked = new Set(state.page?.items.map((row) => row.id));
  return {
    arrived, more: arrived === ROWS, hidden: state.told.filter((id) => !asked.has(id) && !here.has(id)).length,
    following, show, newest: state.page?.items[0] ?? null, look: () => looking.current(),
    toggle: () => {
      remember('follow', following ? null : 'yes');
      setFollowing(!following);
      if (!following) {
        show();
      }
    },
  };
}
