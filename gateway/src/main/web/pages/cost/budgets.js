// @ts-check
// Limits of money and tokens, and how much of each is used now.
import {h, useStore} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {me} from '../../lib/me.js';
import {useAsked} from '../../lib/use.js';
import {line} from '../../lib/format.js';
import {useKnown} from '../admin/known.js';
import {Uses, useUses} from '../admin/uses.js';

/** @typedef {import('../../types/api.js').Document} Document */

const MOST = 6;
const MONEY_OR_TOKENS = ['spend', 'tokens'];

/** The fullest budgets; nothing where there are none, or no people and rules. */
export function Budgets() {
  return useStore(me) === null ? null : h(Fullest, null);
}

function Fullest() {
  const limits = useAsked((signal) => get('limits', {}, signal).catch(() => ({items: []})), []);
  /** @type {Document[]} */
  const items = limits.value?.items ?? [];
  const budgets = items.filter((limit) => MONEY_OR_TOKENS.includes(/** @type {any} */ (limit.spec).quantity));
  return budgets.length === 0 ? null : h(Table, {budgets});
}

/** Asks for uses, and for whom they may name, where there is a budget. @param {{budgets: Document[]}} props */
function Table({budgets}) {
  const uses = useUses(true);
  const known = useKnown();
  const found = budgets
    .map((limit) => ({limit, used: (uses ?? []).filter((use) => use.limit === limit.id)}))
    .filter(({used}) => used.length > 0)
    .sort((a, b) => fullness(b.used) - fullness(a.used));
  return found.length === 0 ? null : h('section', {class: 'budgets'}, h('h2', null, 'Budgets'),
    h('table', {class: 'grid'},
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Limit'), h('th', {scope: 'col'}, 'In each'), h('th', {scope: 'col'}, 'Used now'))),
      h('tbody', null, found.slice(0, MOST).map(({limit, used}) => h('tr', {key: limit.id},
        h('th', {scope: 'row'}, h('a', {href: '/admin/limits/' + encodeURIComponent(limit.id)}, line(limit.name, 80))),
        h('td', null, /** @type {any} */ (limit.spec).per ?? 'minute'),
        h('td', {class: 'grid-uses'}, h(Uses, {uses: used, spec: limit.spec, known, most: 1})))))),
    found.length > MOST && h('p', {class: 'quiet'}, 'The fullest ' + MOST + ' of ' + found.length + '. ', h('a', {href: '/admin/limits'}, 'All limits')));
}

/** @param {{percent: number}[]} used */
function fullness(used) {
  return Math.max(0, ...used.map((use) => use.percent));
}
