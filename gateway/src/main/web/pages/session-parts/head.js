// @ts-check
// What the views of a session have in common: what it is, and the way between them.
import {h, useStore} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {address, go, place} from '../../lib/router.js';
import {useAsked} from '../../lib/use.js';
import {useKeys} from '../../lib/keys.js';
import {useCommands} from '../../lib/commands.js';
import {Badge} from '../../lib/badges.js';
import {DASH, count, dollars, line, moment, of, percent, when} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Session} Session */

/** @type {{id: string, name: string, key: string}[]} */
const VIEWS = [
  {id: '', name: 'Conversation', key: 'S'},
  {id: 'timeline', name: 'Timeline', key: 'T'},
  {id: 'context', name: 'Context', key: 'C'},
  {id: 'replay', name: 'Replay', key: 'R'},
];

/** @param {string} id @param {string} view @param {string | null} [step] the exchange to show there */
export function viewAddress(id, view, step) {
  return address('/sessions/' + encodeURIComponent(id) + (view ? '/' + view : ''), view === '' ? {at: step} : {step});
}

/**
 * The ways to look at a session; what is chosen in one is shown in the next.
 *
 * @param {{id: string, view: string}} props
 */
export function Views({id, view}) {
  const query = useStore(place).query;
  const step = query.get('step') ?? query.get('at');
  useKeys('Views of the session', VIEWS.map((one) => ({keys: one.key, does: 'Show the ' + one.name.toLowerCase(), run: () => go(viewAddress(id, one.id, step))})), [id, step]);
  useCommands(VIEWS.map((one) => ({name: 'Show the ' + one.name.toLowerCase() + ' of this session', keys: one.key, run: () => go(viewAddress(id, one.id, step))})), [id, step]);
  return h('nav', {class: 'views', 'aria-label': 'Views of the session'}, VIEWS.map((one) => h('a', {
    key: one.id, class: 'view', href: viewAddress(id, one.id, step), title: one.key, 'aria-current': one.id === view ? 'page' : undefined,
  }, one.name)));
}

/** @param {{id: string, view: string}} props */
export function SessionHead({id, view}) {
  const asked = useAsked(/** @returns {Promise<Session>} */ (signal) => get('sessions/' + encodeURIComponent(id), {}, signal), [id]);
  const session = asked.value;
  return h('header', {class: 'story-head'},
    h('div', {class: 'story-title'},
      h('h1', null, session ? line(session.title ?? 'Session without words', 140) : 'Session'),
      h('p', {class: 'story-facts'}, session && [
        h('span', null, line(session.client ?? 'unknown tool', 40)),
        h('time', {dateTime: session.startedAt, title: moment(session.startedAt)}, when(session.startedAt)),
        h('span', null, of(session.turns, 'turn')),
        h('span', null, of(session.exchanges, 'call')),
        session.errors > 0 && h('span', {class: 'tone-bad'}, '✕ ' + of(session.errors, 'error')),
        h('span', null, count(session.inputTokens) + ' in, ' + percent(session.cacheReadTokens, session.inputTokens) + ' cached, ' + count(session.outputTokens) + ' out'),
        h('span', null, session.unpriced > 0 ? (Number(session.usd) > 0 ? dollars(session.usd) + ' and ' : '') + of(session.unpriced, 'call') + ' unpriced' : dollars(session.usd)),
        session.inferred && h(Badge, {title: 'found by comparing conversations'}, 'inferred'),
      ], !session && h('span', null, DASH))),
    h(Views, {id, view}));
}
