// @ts-check
// The two exchanges that are compared.
import {h} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {withQuery} from '../../lib/router.js';
import {Badge, Cost, Status} from '../../lib/badges.js';
import {Icon} from '../../lib/icons.js';
import {DASH, count, line, moment, percent, when} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Derived} Derived */
/** @typedef {import('../../types/api.js').Difference} Difference */

/** @param {{a: string, b: string, found: Difference | null, onSwap: () => void}} props */
export function Pair({a, b, found, onSwap}) {
  return h('div', {class: 'diff-pair'},
    h(One, {key: 'a' + a, slot: 'a', id: a, fact: found?.a ?? null}),
    h('button', {type: 'button', class: 'button diff-swap', title: 'Swap A and B (x)', 'aria-label': 'Swap A and B', onClick: onSwap}, '⇄'),
    h(One, {key: 'b' + b, slot: 'b', id: b, fact: found?.b ?? null}));
}

/** @param {{slot: 'a' | 'b', id: string, fact: Difference['a'] | null}} props */
function One({slot, id, fact}) {
  const row = useAsked(/** @returns {Promise<Derived | null>} */ (signal) => get('exchanges/' + encodeURIComponent(id) + '/derived', {}, signal).catch(() => null), [id]).value;
  const at = row?.startedAt ?? fact?.startedAt;
  const model = row?.requestedModel ?? fact?.requestedModel;
  return h('section', {class: 'diff-one', 'aria-label': slot.toUpperCase()},
    h('div', {class: 'diff-one-head'},
      h('b', {class: 'diff-letter'}, slot.toUpperCase()),
      h('a', {href: '/exchanges/' + encodeURIComponent(id)}, at ? h('time', {dateTime: at, title: moment(at)}, when(at)) : h('code', null, line(id, 40))),
      row ? h(Status, row) : fact && h('span', null, fact.status || DASH),
      h('strong', null, model ? line(model, 60) : DASH),
      h('a', {class: 'button button-quiet diff-pick', href: withQuery({pick: slot}), title: 'Compare another exchange'}, h(Icon, {name: 'search'}), 'Other')),
    h('div', {class: 'diff-one-more'},
      row?.place ? [
        h('a', {href: '/sessions/' + encodeURIComponent(row.place.session)}, 'session ' + line(row.place.session, 8)),
        row.place.kind === 'main' || row.place.kind === 'summary'
          ? h('span', null, (row.place.thread === 'main' ? '' : 'sub-agent, ') + 'turn ' + row.place.turn + ', step ' + row.place.step)
          : h('span', null, row.place.kind.replaceAll('_', ' ')),
        row.place.inferred && h(Badge, {title: 'found by comparing conversations'}, 'inferred'),
      ] : h('span', {class: 'none'}, 'no session'),
      row && h('span', null, count(row.usage.input_tokens) + ' in'),
      row && row.usage.cache_read_tokens !== undefined && row.usage.input_tokens ? h('span', null, percent(row.usage.cache_read_tokens, row.usage.input_tokens) + ' cached') : null,
      row && h('span', null, count(row.usage.output_tokens) + ' out'),
      row && h('span', null, h(Cost, {cost: row.cost}))));
}
