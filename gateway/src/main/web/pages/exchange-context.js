// @ts-check
// What fills the context window of one request.
import {h} from '../lib/dom.js';
import {get} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {useKeys} from '../lib/keys.js';
import {go} from '../lib/router.js';
import {line, when} from '../lib/format.js';
import {Breakdown} from './session-parts/breakdown.js';

/** @typedef {import('../types/api.js').Derived} Derived */

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const id = params.id;
  const row = useAsked(/** @returns {Promise<Derived | null>} */ (signal) => get('exchanges/' + encodeURIComponent(id) + '/derived', {}, signal).catch(() => null), [id]).value;
  const session = row?.place ? '/sessions/' + encodeURIComponent(row.place.session) + '/context?step=' + id + (row.place.thread === 'main' ? '' : '&thread=' + encodeURIComponent(row.place.thread)) : null;
  useKeys('Context', [
    {keys: 'Escape, o', does: 'Back to the exchange', run: () => go('/exchanges/' + id)},
    {keys: 'C', does: 'The same over the session', run: () => (session ? go(session) : false)},
    {keys: 'd', does: 'Compare with the call before', run: () => go('/diff?a=before&b=' + id)},
  ], [id, session]);
  return h('div', {class: 'page'},
    h('header', {class: 'story-head'},
      h('div', {class: 'story-title'},
        h('h1', null, 'What fills the window'),
        h('p', {class: 'story-facts'}, h('a', {href: '/exchanges/' + encodeURIComponent(id)}, h('code', null, line(id, 40))),
          row && h('span', null, when(row.startedAt)), row && h('span', null, line(row.requestedModel ?? 'unknown model', 60)))),
      h('span', {class: 'context-links'},
        session && h('a', {class: 'button', href: session}, 'Over the session ', h('kbd', null, 'C')),
        h('a', {class: 'button', href: '/diff?a=before&b=' + encodeURIComponent(id)}, 'Compare with the call before ', h('kbd', null, 'd')))),
    h('section', {class: 'context-one', 'aria-label': 'Parts'}, h('h2', {class: 'sr'}, 'Parts'), h(Breakdown, {id, row})));
}
