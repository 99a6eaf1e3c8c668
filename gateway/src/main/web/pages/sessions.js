// @ts-check
// Sessions, the last to end first.
import {h, useEffect, useMemo, useState, useStore} from '../lib/dom.js';
import {get} from '../lib/api.js';
import {Paged} from '../lib/paged.js';
import {follow} from '../lib/live.js';
import {go, place, withQuery} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {ColumnChooser, DataTable, useColumns} from '../lib/table.js';
import {Empty} from '../lib/states.js';
import {Badge, SumCost} from '../lib/badges.js';
import {DASH, ago, count, duration, line, moment, percent, when, whole} from '../lib/format.js';

/** @typedef {import('../types/api.js').Session} Session */

/** @type {import('../lib/table.js').Column<Session>[]} */
const COLUMNS = [
  {id: 'ended', name: 'Ended', width: '8.5rem', cell: (row) => h('time', {dateTime: row.endedAt, title: moment(row.endedAt) + ', ' + ago(row.endedAt)}, when(row.endedAt))},
  {id: 'title', name: 'First prompt', width: 'minmax(14rem, 3fr)', cell: title},
  {id: 'client', name: 'Tool', width: 'minmax(6rem, 0.7fr)', cell: (row) => (row.client ? line(row.client) : h('span', {class: 'none'}, DASH))},
  {id: 'turns', name: 'Turns', means: 'Human turns', width: '3.5rem', figure: true, cell: (row) => whole(row.turns)},
  {id: 'calls', name: 'Calls', width: '4rem', figure: true, cell: (row) => whole(row.exchanges)},
  {id: 'errors', name: 'Errors', width: '3.5rem', figure: true, cell: (row) => (row.errors > 0 ? h('span', {class: 'bad'}, whole(row.errors)) : h('span', {class: 'none'}, '0'))},
  {id: 'input', name: 'In', means: 'Input tokens, those of the cache included', width: '4.5rem', figure: true, cell: (row) => count(row.inputTokens)},
  {id: 'cached', name: 'Cached', means: 'Share of the input that was read from the cache', width: '4rem', figure: true, cell: (row) => percent(row.cacheReadTokens, row.inputTokens)},
  {id: 'output', name: 'Out', width: '4rem', figure: true, cell: (row) => count(row.outputTokens)},
  {id: 'cost', name: 'Cost', width: '5.5rem', figure: true, cell: (row) => h(SumCost, {usd: row.usd, unpriced: row.unpriced, calls: row.exchanges})},
  {id: 'took', name: 'Calls took', means: 'Time of all calls together', width: '5.5rem', figure: true, cell: (row) => duration(row.durationMs)},
  {id: 'started', name: 'Started', width: '8.5rem', off: true, cell: (row) => h('time', {dateTime: row.startedAt, title: moment(row.startedAt)}, when(row.startedAt))},
  {id: 'saved', name: 'Saved', means: 'Saved by the cache', width: '5rem', figure: true, off: true, cell: (row) => h(SumCost, {usd: row.cacheSavedUsd, unpriced: 0, calls: row.exchanges})},
  {id: 'id', name: 'Id', width: '18rem', off: true, cell: (row) => h('code', null, line(row.id))},
];

/** @param {Session} row */
function title(row) {
  return h('span', {title: row.title ? line(row.title) : undefined}, row.title ? line(row.title) : h('span', {class: 'none'}, 'No prompt'),
    row.inferred && [' ', h(Badge, {title: 'found by comparing conversations, since the tool sends no id'}, 'inferred')]);
}

/** @type {Map<string, Paged<Session>>} */
const kept = new Map();

/** @param {string} client @param {string} since */
function listOf(client, since) {
  const name = client + '\n' + since;
  let list = kept.get(name);
  if (!list) {
    list = new Paged((cursor, limit, signal) => get('sessions', {client, since: since ? new Date(Date.now() - Number(since) * 86_400_000).toISOString() : null, cursor, limit}, signal));
    kept.clear();
    kept.set(name, list);
  }
  return list;
}

export function Page() {
  const query = useStore(place).query;
  const client = query.get('client') ?? '';
  const since = query.get('days') ?? '';
  const [round, setRound] = useState(0);
  const list = useMemo(() => listOf(client, since), [client, since, round]);
  const [stale, setStale] = useState(0);
  const choice = useColumns('sessions', COLUMNS);
  useEffect(() => follow(() => setStale((n) => n + 1)), []);
  const renew = () => {
    kept.clear();
    setStale(0);
    setRound((n) => n + 1);
  };
  useKeys('Sessions', [{keys: '.', does: 'Show what has changed', run: () => (stale > 0 ? renew() : false)}], [stale]);
  return h('div', {class: 'page page-list'},
    h('div', {class: 'bar'},
      h('h1', null, 'Sessions'),
      h('label', {class: 'pick'}, 'Tool', h('input', {type: 'text', value: client, size: 16, placeholder: 'any, e.g. claude-code', spellcheck: false, onChange: (/** @type {any} */ event) => go(withQuery({client: event.target.value.trim()}))})),
      h('label', {class: 'pick'}, 'Ended', h('select', {value: since, onChange: (/** @type {any} */ event) => go(withQuery({days: event.target.value}))},
        [['', 'any time'], ['1', 'in the last day'], ['7', 'in the last 7 days'], ['30', 'in the last 30 days']].map(([value, name]) => h('option', {value, key: value}, name)))),
      h('div', {class: 'bar-tools'}, h(ColumnChooser, {choice}))),
    h('div', {class: 'news', role: 'status'}, stale > 0 && h('button', {type: 'button', class: 'pill', onClick: renew}, whole(stale) + ' new calls', h('kbd', null, '.'))),
    h(DataTable, {label: 'Sessions', shown: choice.shown, paged: list, href: (/** @type {Session} */ row) => '/sessions/' + encodeURIComponent(row.id),
      empty: h(Empty, {title: client || since ? 'No session fits' : 'No sessions yet'}, h('p', null, client || since
        ? h('button', {type: 'button', class: 'button', onClick: () => go('/sessions')}, 'Show all')
        : 'Calls that belong together appear here as one conversation.'))}));
}
