// @ts-check
// Beside every view of an exchange: who, where, how much, and what is on record.
import {h} from '../../lib/dom.js';
import {how, underwent} from '../../lib/badges.js';
import {CopyButton} from '../../lib/clipboard.js';
import {DASH, bytes, line, spoken, visible, whole} from '../../lib/format.js';
import {term} from '../../lib/sums.js';

/** @typedef {import('../../types/api.js').Detail} Detail */
/** @typedef {import('../../types/api.js').Derived} Derived */

/** @param {{exchange: Detail, row: Derived | null}} props */
export function Facts({exchange, row}) {
  const caller = row?.caller;
  const search = (/** @type {string} */ field, /** @type {string | null | undefined} */ value) => (value
    ? h('a', {href: '/exchanges?q=' + encodeURIComponent(field + ':' + quoted(value)), title: 'Search for it'}, line(value))
    : null);
  return h('aside', {class: 'facts', 'aria-label': 'Facts', tabIndex: 0},
    h(Group, {title: 'Call', facts: [
      ['Provider', search('provider', exchange.provider)],
      ['Path', h('code', null, visible(exchange.method + ' ' + exchange.path))],
      ['Asked for', search('requested-model', exchange.requestedModel)],
      ['Answered by', search('answered-model', row?.answeredModel)],
      ['Stop', row?.stopWord ?? row?.stop],
      ['Error', row?.error && h('span', {class: 'bad'}, line(row.error))],
      ['Tools called', row && row.tools.length > 0 ? row.tools.map((name, i) => [i > 0 && ', ', search('tool', name)]) : null],
    ]}),
    h(Group, {title: 'Caller', facts: [
      ['Tool', caller?.client && [search('client', caller.client), caller.clientVersion && ' ' + line(caller.clientVersion)]],
      ['User', search('user', caller?.user)],
      ['Team', search('team', caller?.team)],
      ['Repository', search('repo', caller?.repo)],
      ['Branch', search('branch', caller?.branch)],
      ['Tags', caller && caller.tags.length > 0 ? caller.tags.map((tag) => h('div', null, search('tag', tag))) : null],
      ['Address', h('code', null, exchange.client.address)],
    ]}),
    row?.gateway && h(Group, {title: 'Gateway', facts: [
      ['Token', search('token', row.gateway.token)],
      ['Provider key', search('key', row.gateway.key)],
      ['Route', search('route', row.gateway.route)],
      ['Rules', row.gateway.rulings.length > 0 ? row.gateway.rulings.map((ruling) => h('div', {key: ruling.effect + ruling.rule},
        h('a', {href: '/exchanges?q=' + encodeURIComponent(term('ruling', ruling.effect + ' ' + ruling.rule)), title: 'Search for it'}, underwent(ruling)))) : null],
    ]}),
    row?.place && h(Group, {title: 'Session', facts: [
      ['Session', h('a', {href: '/sessions/' + encodeURIComponent(row.place.session) + '?at=' + exchange.id}, line(row.place.session, 14))],
      ['Found by', row.place.source.replaceAll('_', ' ') + (row.place.inferred ? ' (inferred)' : '')],
      ['Thread', line(row.place.thread)],
      ['Kind', row.place.kind.replaceAll('_', ' ')],
    ]}),
    row && h(Group, {title: 'Usage', facts: Object.entries(row.usage).map(([unit, n]) => /** @type {[string, any]} */ (
      [spoken(unit.replace(/_tokens$/, '')), h('span', {class: 'mono'}, whole(n))])), none: 'No usage was stated'}),
    row && h(Group, {title: 'Cost', facts: [
      ['US dollars', row.cost.usd === null ? null : h('span', {class: 'mono'}, row.cost.usd)],
      ['Saved by cache', row.cost.cacheSavedUsd === null ? null : h('span', {class: 'mono'}, row.cost.cacheSavedUsd)],
      [row.cost.usd === null ? 'No price' : 'Priced by', how(row.cost.how)],
      ['Prices of', h('code', null, row.cost.prices)],
      ['Tier', row.cost.tier && line(row.cost.tier)],
      ['Speed', row.cost.speed && line(row.cost.speed)],
    ]}),
    h(Group, {title: 'On record', facts: [
      ['Capture', exchange.capture],
      ['Losses', exchange.losses.length > 0 ? exchange.losses.join(', ').replaceAll('_', ' ') : 'none'],
      ['Request', side(exchange.request)],
      ['Response', exchange.response ? side(exchange.response) : 'no answer'],
    ]}));
}

/** A value as the search language takes it. @param {string} value */
export function quoted(value) {
  return /^[\w./=@-]+$/.test(value) ? value : '"' + value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') + '"';
}

/** @param {{bytes: number, keptBytes: number, sha256: string | null, damaged: boolean}} body */
function side(body) {
  return h('span', null,
    h('span', {class: 'mono'}, body.keptBytes < body.bytes ? bytes(body.keptBytes) + ' of ' + bytes(body.bytes) : bytes(body.bytes)),
    body.damaged && h('span', {class: 'bad'}, ' damaged'),
    body.sha256 && h('span', {class: 'hash', title: 'SHA-256 ' + body.sha256}, h('code', null, body.sha256.slice(0, 12)), h(CopyButton, {text: body.sha256, title: 'Copy the SHA-256'})));
}

/** @param {{title: string, facts: [string, any][], none?: string}} props */
function Group({title, facts, none}) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (known.length === 0 && !none) {
    return null;
  }
  return h('section', null, h('h2', null, title), known.length === 0 ? h('p', {class: 'none'}, none ?? DASH) : h('dl', null, known.map(([name, value]) =>
    h('div', {key: name}, h('dt', null, name), h('dd', null, value)))));
}
