// @ts-check
// What went wrong: by day, by kind, and the calls themselves.
import {h, styled, useMemo, useState, useStore} from '../lib/dom.js';
import {get} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {Paged} from '../lib/paged.js';
import {address, go, place, withQuery} from '../lib/router.js';
import {ColumnChooser, DataTable, useColumns} from '../lib/table.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {OUTCOMES, Status} from '../lib/badges.js';
import {Bars} from '../lib/chart.js';
import {Choice} from '../lib/choice.js';
import {WRONG, after, day, daysFrom, sums, term, within} from '../lib/sums.js';
import {count, line, percent, whole} from '../lib/format.js';
import {total} from './cost.js';
import {COLUMNS} from './exchange-columns.js';

/** @typedef {import('../types/api.js').Derived} Derived */

const PERIODS = [{id: '1', name: 'Today'}, {id: '7', name: '7 days'}, {id: '30', name: '30 days'}, {id: '90', name: '90 days'}];
const SHOWN = new Set(['time', 'status', 'error', 'model', 'client', 'path', 'duration']);

export function Page() {
  const query = useStore(place).query;
  const days = PERIODS.find(({id}) => id === query.get('days'))?.id ?? '7';
  const since = day(Number(days) - 1);
  const q = WRONG + ' ' + within(since);
  const perDay = useAsked((signal) => sums('day', since, signal), [since]);
  const providers = useAsked((signal) => sums('provider', since, signal), [since]);
  const models = useAsked((signal) => sums('model', since, signal), [since]);
  const latest = useAsked((signal) => get('search', {q, limit: 200}, signal), [q]);
  const list = useMemo(() => new Paged((cursor, limit, signal) => get('search', {q, cursor, limit}, signal)), [q]);
  const [columns] = useState(() => COLUMNS.map((column) => ({...column, off: !SHOWN.has(column.id)})));
  const choice = useColumns('errors', columns);
  const problem = perDay.problem ?? providers.problem ?? models.problem ?? latest.problem;
  const ready = perDay.value && providers.value && models.value && latest.value;
  const bad = perDay.value ? total(perDay.value, 'errors') : 0;
  const all = perDay.value ? total(perDay.value, 'exchanges') : 0;
  const axis = daysFrom(since, day(0));
  const byDay = new Map((perDay.value ?? []).map((sum) => [sum.key.day, sum.errors]));
  return h('div', {class: 'page sheet'},
    h('div', {class: 'bar'}, h('h1', null, 'Errors'),
      h(Choice, {label: 'Period', options: PERIODS, chosen: days, onChoose: (id) => go(withQuery({days: id === '7' ? null : id}))}),
      h('div', {class: 'bar-tools'}, h(ColumnChooser, {choice}))),
    problem ? h(Problem, {problem, again: () => {
      perDay.again();
      providers.again();
      models.again();
      latest.again();
    }})
    : !ready ? h(Loading, null)
    : latest.value.items.length === 0 ? h(Empty, {title: 'Nothing went wrong'}, h('p', null, whole(all) + ' calls since ' + since + ' (UTC).'))
    : h('div', {class: 'sheet-in'},
      h('dl', {class: 'figures figures-large'}, [['Errors', h('span', {class: 'bad'}, whole(bad))], ['Calls', whole(all)], ['Share', percent(bad, all)]].map(([name, value]) => h('div', {key: String(name)}, h('dt', null, name), h('dd', {class: 'mono'}, value)))),
      h(Bars, {label: 'Errors by day, UTC', days: axis, series: [{name: 'errors', values: axis.map((one) => byDay.get(one) ?? 0)}], format: count, whole: true,
        onPick: (i) => go(address('/exchanges', {q: WRONG + ' ' + within(axis[i], after(axis[i]))}))}),
      h('div', {class: 'columns'},
        h(Kinds, {rows: latest.value.items, since, more: latest.value.next !== null}),
        h(Shares, {name: 'Provider', by: 'provider', rows: providers.value ?? [], since}),
        h(Shares, {name: 'Model', by: 'model', rows: models.value ?? [], since})),
      h('section', null, h('h2', null, 'The latest'),
      h('div', {class: 'boxed', ref: styled({'--rows': String(Math.min(latest.value.items.length, 12))})}, h(DataTable, {label: 'Failed exchanges', shown: choice.shown, paged: list, href: (/** @type {Derived} */ row) => address('/exchanges/' + row.id, {q})})))));
}

/** The latest ones by what was wrong. @param {{rows: Derived[], since: string, more: boolean}} props */
function Kinds({rows, since, more}) {
  /** @type {Map<string, {row: Derived, n: number}>} */
  const kinds = new Map();
  for (const row of rows) {
    const name = row.outcome + '/' + row.status + '/' + (row.error ?? '');
    const known = kinds.get(name);
    if (known) {
      known.n++;
    } else {
      kinds.set(name, {row, n: 1});
    }
  }
  const sorted = [...kinds.values()].sort((a, b) => b.n - a.n).slice(0, 12);
  return h('section', null, h('h2', null, 'What went wrong'), h('table', {class: 'grid'},
    h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Status'), h('th', {scope: 'col'}, 'Error'), h('th', {scope: 'col', class: 'figure'}, 'Calls'))),
    h('tbody', null, sorted.map(({row, n}) => h('tr', {key: row.id}, h('td', null, h(Status, row)),
      h('th', {scope: 'row'}, h('a', {href: address('/exchanges', {q: [row.outcome === 'complete' ? '' : 'outcome:' + row.outcome, row.status ? 'status:' + row.status : '', row.error ? term('error', row.error) : '', within(since)].filter(Boolean).join(' ')})},
        row.error ? line(row.error, 60) : row.outcome === 'complete' ? 'HTTP ' + row.status : OUTCOMES[row.outcome]?.says ?? row.outcome)),
      h('td', {class: 'figure'}, whole(n)))))),
  more && h('p', {class: 'quiet'}, 'Among the latest 200.'));
}

/** @param {{name: string, by: string, rows: import('../lib/sums.js').Sum[], since: string}} props */
function Shares({name, by, rows, since}) {
  const bad = rows.filter((row) => row.errors > 0).sort((a, b) => b.errors - a.errors).slice(0, 12);
  return h('section', null, h('h2', null, 'By ' + name.toLowerCase()), h('table', {class: 'grid'},
    h('thead', null, h('tr', null, h('th', {scope: 'col'}, name), h('th', {scope: 'col', class: 'figure'}, 'Errors'), h('th', {scope: 'col', class: 'figure'}, 'Of calls'))),
    h('tbody', null, bad.map((row) => h('tr', {key: String(row.key[by])},
      h('th', {scope: 'row'}, h('a', {href: address('/exchanges', {q: term(by, row.key[by]) + ' ' + WRONG + ' ' + within(since)})}, row.key[by] ? line(String(row.key[by]), 60) : 'none stated')),
      h('td', {class: 'figure'}, whole(row.errors)), h('td', {class: 'figure'}, percent(row.errors, row.exchanges)))))));
}
