// @ts-check
// What calls cost and used, by day and by whatever they are attributed to.
import {h, styled, useStore} from '../lib/dom.js';
import {useAsked} from '../lib/use.js';
import {address, go, place, withQuery} from '../lib/router.js';
import {useCommands} from '../lib/commands.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {EFFECTS, SumCost} from '../lib/badges.js';
import {Icon} from '../lib/icons.js';
import {Bars, TINTS, tint} from '../lib/chart.js';
import {Choice} from '../lib/choice.js';
import {WRONG, after, day, daysFrom, sumDollars, sums, term, within} from '../lib/sums.js';
import {count, dollars, duration, line, percent, whole} from '../lib/format.js';
import {Budgets} from './cost/budgets.js';

/** @typedef {import('../lib/sums.js').Sum} Sum */

/** @type {[string, string][]} */
const DIMENSIONS = [
  ['model', 'Model'], ['provider', 'Provider'], ['tool', 'Tool'], ['user', 'User'], ['team', 'Team'], ['repo', 'Repository'], ['branch', 'Branch'], ['kind', 'Kind of call'],
  ['token', 'Token or virtual key'], ['key', 'Provider key'], ['route', 'Route'], ['ruling', 'Policy or limit'], ['session', 'Session'], ['tag', 'Tag'],
];
const PERIODS = [{id: '1', name: 'Today'}, {id: '7', name: '7 days'}, {id: '30', name: '30 days'}, {id: '90', name: '90 days'}, {id: '366', name: 'A year'}];

/** What can be drawn. @type {Record<string, {name: string, of: (sum: Sum) => number, format: (value: number) => string}>} */
const METRICS = {
  cost: {name: 'Cost', of: (sum) => Number(sum.usd ?? 0), format: (value) => (value === 0 ? '$0' : value >= 10 ? '$' + value.toFixed(0) : value >= 0.05 ? '$' + value.toFixed(2) : dollars(String(value)))},
  calls: {name: 'Calls', of: (sum) => sum.exchanges, format: count},
  input: {name: 'Input tokens', of: (sum) => sum.inputTokens, format: count},
  output: {name: 'Output tokens', of: (sum) => sum.outputTokens, format: count},
  errors: {name: 'Errors', of: (sum) => sum.errors, format: count},
};

export function Page() {
  const query = useStore(place).query;
  const by = DIMENSIONS.some(([id]) => id === query.get('by')) ? String(query.get('by')) : 'model';
  const days = PERIODS.find(({id}) => id === query.get('days'))?.id ?? '30';
  const metric = METRICS[query.get('show') ?? ''] ? String(query.get('show')) : 'cost';
  const since = day(Number(days) - 1);
  // One answer, so that what is in sight meanwhile belongs together. Sessions have no sums by day.
  const asked = useAsked(async (signal) => {
    const [groups, perDay, cells] = await Promise.all([sums(by, since, signal, 1000), sums('day', since, signal), by === 'session' ? [] : sums('day,' + by, since, signal)]);
    return {by, since, groups, perDay, cells};
  }, [by, since]);
  useCommands(DIMENSIONS.map(([id, name]) => ({name: 'Show cost by ' + name.toLowerCase(), run: () => go(withQuery({by: id === 'model' ? null : id}))})), []);

  const found = asked.value;
  return h('div', {class: 'page sheet'},
    h('div', {class: 'bar'}, h('h1', null, 'Cost and usage'),
      h(Pick, {name: 'By', options: DIMENSIONS, chosen: by, onPick: (id) => go(withQuery({by: id === 'model' ? null : id}))}),
      h(Choice, {label: 'Period', options: PERIODS, chosen: days, onChoose: (id) => go(withQuery({days: id === '30' ? null : id}))}),
      h(Pick, {name: 'Draw', options: Object.entries(METRICS).map(([id, one]) => /** @type {[string, string]} */ ([id, one.name])), chosen: metric, onPick: (id) => go(withQuery({show: id === 'cost' ? null : id}))}),
      h('div', {class: 'bar-tools'}, found && h('button', {type: 'button', class: 'button', onClick: () => download(found.by, found.groups, found.since)}, h(Icon, {name: 'download'}), 'CSV'))),
    asked.problem ? h(Problem, {problem: asked.problem, again: asked.again})
    : !found ? h(Loading, null)
    : found.groups.length === 0 ? h(Empty, {title: by === 'tag' ? 'No calls with tags in this time' : by === 'ruling' ? 'No policy or limit had anything to say in this time' : 'No calls in this time'}, h('p', null, 'Days are UTC; this counts from ' + since + '.'))
    : h(Sheet, {...found, metric}));
}

/** @param {{name: string, options: [string, string][], chosen: string, onPick: (id: string) => void}} props */
function Pick({name, options, chosen, onPick}) {
  return h('label', {class: 'pick'}, name, h('select', {value: chosen, onChange: (/** @type {any} */ event) => onPick(event.target.value)},
    options.map(([id, title]) => h('option', {value: id, key: id, selected: id === chosen}, title))));
}

/** @param {{by: string, since: string, metric: string, groups: Sum[], perDay: Sum[], cells: Sum[]}} props */
function Sheet({by, since, metric, groups, perDay, cells}) {
  const split = by !== 'session';
  const {of, format, name} = METRICS[metric];
  const ranked = [...groups].sort((a, b) => of(b) - of(a));
  const days = daysFrom(since, day(0));
  // A call has several of them, or none: their sums do not add up to all.
  const several = by === 'tag' || by === 'ruling';
  const top = split ? ranked.slice(0, TINTS).map((group) => group.key[by]) : [];
  const at = new Map(days.map((one, i) => [one, i]));
  const series = top.map((value) => ({name: value === null ? 'none' : named(by, value, 60), values: days.map(() => 0)}));
  const others = {name: split ? 'all others' : 'all', values: days.map(() => 0)};
  for (const sum of split ? cells : perDay) {
    const i = at.get(sum.key.day ?? '');
    const rank = split ? top.indexOf(sum.key[by]) : -1;
    if (i !== undefined && (rank >= 0 || !several)) {
      (rank >= 0 ? series[rank] : others).values[i] += of(sum);
    }
  }
  const drawn = others.values.some((value) => value > 0) ? [...series, others] : series;
  const all = {
    usd: sumDollars(perDay.map((sum) => sum.usd)),
    saved: sumDollars(perDay.map((sum) => sum.cacheSavedUsd)),
    calls: total(perDay, 'exchanges'), errors: total(perDay, 'errors'), unpriced: total(perDay, 'unpriced'),
    input: total(perDay, 'inputTokens'), cached: total(perDay, 'cacheReadTokens'), output: total(perDay, 'outputTokens'),
  };
  /** @param {string} q */
  const exchanges = (q) => address('/exchanges', {q});
  /** @param {Sum} group */
  const link = (group) => (by === 'session' && group.key.session ? '/sessions/' + encodeURIComponent(group.key.session) : exchanges(term(by, group.key[by]) + ' ' + within(since)));
  const most = Math.max(...ranked.map(of), 0);
  return h('div', {class: 'sheet-in'},
    h('dl', {class: 'figures figures-large'}, [
      ['Cost', h(SumCost, {usd: all.usd, unpriced: all.unpriced, calls: all.calls})],
      ['Saved by the cache', dollars(all.saved)],
      ['Calls', whole(all.calls)],
      ['Errors', all.errors > 0 ? h('span', {class: 'bad'}, whole(all.errors)) : '0'],
      ['Unpriced calls', all.unpriced > 0 ? h('a', {href: exchanges('priced:no ' + within(since)), title: 'They are no part of the cost'}, whole(all.unpriced)) : '0'],
      ['Input', count(all.input)], ['Cached', percent(all.cached, all.input)], ['Output', count(all.output)],
    ].map(([title, value]) => h('div', {key: String(title)}, h('dt', null, title), h('dd', {class: 'mono'}, value)))),
    h(Budgets, null),
    h(Bars, {
      label: name + ' by day, UTC; the tables below have the same', days, series: drawn, format, whole: metric !== 'cost',
      onPick: (i, rank) => go(exchanges((split && rank < top.length ? term(by, top[rank]) + ' ' : '') + within(days[i], after(days[i])))),
    }),
    !split && h('p', {class: 'quiet'}, 'By day all are drawn together: a session has no sums by day.'),
    several && h('p', {class: 'quiet'}, 'A call counts in each that it has, so that the bars do not add up to all calls; only the first ' + TINTS + ' are drawn.'),
    h('section', null, h('h2', null, 'By ' + (DIMENSIONS.find(([id]) => id === by)?.[1] ?? by).toLowerCase()),
      h('div', {class: 'grid-box', tabIndex: 0, role: 'region', 'aria-label': 'Sums'}, h('table', {class: 'grid'},
        h('thead', null, h('tr', null, h('th', {scope: 'col'}, DIMENSIONS.find(([id]) => id === by)?.[1]), h('th', {scope: 'col'}, h('span', {class: 'sr'}, 'Share')), ['Cost', 'Calls', 'Errors', 'In', 'Cached', 'Out', 'Saved', 'Calls took'].map((title) => h('th', {scope: 'col', class: 'figure', key: title}, title)))),
        h('tbody', null, ranked.slice(0, 200).map((group, i) => {
          const value = group.key[by];
          return h('tr', {key: String(value)},
            h('th', {scope: 'row'}, split && h('i', {class: 'swatch', ref: styled({background: tint(i < top.length ? i : TINTS)})}), h('a', {href: link(group)}, value === null || value === '' ? 'none stated' : named(by, value, 80))),
            h('td', {class: 'share'}, h('i', {ref: styled({width: (most > 0 ? of(group) * 100 / most : 0) + '%'})})),
            h('td', {class: 'figure'}, h(SumCost, {usd: group.usd, unpriced: group.unpriced, calls: group.exchanges})),
            h('td', {class: 'figure'}, whole(group.exchanges)),
            h('td', {class: 'figure'}, group.errors > 0 ? h('a', {class: 'bad', href: exchanges(term(by, value) + ' ' + WRONG + ' ' + within(since))}, whole(group.errors)) : h('span', {class: 'none'}, '0')),
            h('td', {class: 'figure'}, count(group.inputTokens)), h('td', {class: 'figure'}, percent(group.cacheReadTokens, group.inputTokens)), h('td', {class: 'figure'}, count(group.outputTokens)),
            h('td', {class: 'figure'}, dollars(group.cacheSavedUsd)), h('td', {class: 'figure'}, duration(group.durationMs)));
        })))),
      ranked.length > 200 && h('p', {class: 'quiet'}, 'The first 200 of ' + whole(ranked.length) + '; the CSV has all.')),
    h('section', null, h('h2', null, 'By day (UTC)'),
      h('div', {class: 'grid-box', tabIndex: 0, role: 'region', 'aria-label': 'Days'}, h('table', {class: 'grid'},
        h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Day'), ['Cost', 'Calls', 'Errors', 'In', 'Cached', 'Out'].map((title) => h('th', {scope: 'col', class: 'figure', key: title}, title)))),
        h('tbody', null, [...perDay].sort((a, b) => String(b.key.day).localeCompare(String(a.key.day))).map((sum) => h('tr', {key: String(sum.key.day)},
          h('th', {scope: 'row', class: 'mono'}, h('a', {href: exchanges(within(String(sum.key.day), after(String(sum.key.day))))}, String(sum.key.day))),
          h('td', {class: 'figure'}, h(SumCost, {usd: sum.usd, unpriced: sum.unpriced, calls: sum.exchanges})), h('td', {class: 'figure'}, whole(sum.exchanges)),
          h('td', {class: 'figure'}, sum.errors > 0 ? h('span', {class: 'bad'}, whole(sum.errors)) : h('span', {class: 'none'}, '0')),
          h('td', {class: 'figure'}, count(sum.inputTokens)), h('td', {class: 'figure'}, percent(sum.cacheReadTokens, sum.inputTokens)), h('td', {class: 'figure'}, count(sum.outputTokens)))))))));
}

/** A value for people. @param {string} by @param {string} value @param {number} most */
function named(by, value, most) {
  return line(by === 'ruling' ? value.replace(':', ' ').replace(/^\w+/, (effect) => (EFFECTS[effect] ?? effect) + ':') : value, most);
}

/** @param {Sum[]} list @param {'exchanges' | 'errors' | 'unpriced' | 'inputTokens' | 'cacheReadTokens' | 'outputTokens'} name */
export function total(list, name) {
  return list.reduce((sum, one) => sum + one[name], 0);
}

/** A field of a CSV file; what a spreadsheet would take for a formula is made a text. @param {unknown} value */
function field(value) {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text) ? "'" + text : text;
  return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

/** @param {string} by @param {Sum[]} groups @param {string} since */
function download(by, groups, since) {
  const names = /** @type {const} */ (['exchanges', 'errors', 'unpriced', 'inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens', 'usd', 'cacheSavedUsd', 'durationMs']);
  const rows = [[by, ...names].join(','), ...groups.map((group) => [group.key[by], ...names.map((name) => group[name])].map(field).join(','))];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([rows.join('\r\n') + '\r\n'], {type: 'text/csv'}));
  link.download = 'weir-cost-by-' + by + '-since-' + since + '.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
