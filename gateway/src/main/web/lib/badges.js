// @ts-check
// Words for what happened. Each has a sign as well as a colour.
import {h} from './dom.js';
import {DASH, dollars, visible} from './format.js';

/** @typedef {import('../types/api.js').Derived} Derived */

/** How calls end, for people. @type {Record<string, {sign: string, tone: string, says: string}>} */
export const OUTCOMES = {
  complete: {sign: '', tone: '', says: 'complete'},
  client_disconnect: {sign: '⇤', tone: 'warn', says: 'the client left before the end'},
  upstream_failed: {sign: '✕', tone: 'bad', says: 'the provider failed'},
  refused: {sign: '⊘', tone: 'warn', says: 'refused by Weir'},
  interrupted: {sign: '⌁', tone: 'bad', says: 'Weir was stopped'},
};

/**
 * @param {{status: number, outcome: string, endReason?: string}} props
 */
export function Status({status, outcome, endReason}) {
  const known = OUTCOMES[outcome] ?? {sign: '?', tone: 'warn', says: outcome};
  const tone = known.tone || (status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'ok');
  const says = known.says + (endReason && endReason !== 'complete' ? ' (' + endReason.replaceAll('_', ' ') + ')' : '');
  return h('span', {class: 'status status-' + tone, title: (status ? 'HTTP ' + status : 'no answer') + ', ' + says},
    h('span', {class: 'status-code'}, status || '—'),
    known.sign && h('span', {class: 'status-sign', role: 'img', 'aria-label': says}, known.sign),
    !known.sign && status >= 400 && h('span', {class: 'status-sign', 'aria-hidden': 'true'}, '!'));
}

/** Why there is no price, for people. @type {Record<string, string>} */
const HOWS = {
  free: 'costs nothing',
};

/**
 * Cost, or why there is none.
 *
 * @param {{cost: Derived['cost'] | null | undefined}} props
 */
export function Cost({cost}) {
  if (!cost) {
    return h('span', {class: 'none'}, DASH);
  }
  if (cost.usd !== null) {
    return h('span', {title: '$' + cost.usd + ' · ' + how(cost.how) + ' · prices of ' + cost.prices}, dollars(cost.usd));
  }
  return h('span', {class: 'none', title: how(cost.how)}, cost.how.startsWith('not_') || cost.how === '' ? DASH : 'unpriced');
}

/** @param {string} word */
export function how(word) {
  return HOWS[word] ?? visible(word).replaceAll('_', ' ');
}

/** A small word in a box. @param {{children: any, tone?: string, title?: string}} props */
export function Badge({children, tone, title}) {
  return h('span', {class: 'badge' + (tone ? ' badge-' + tone : ''), title}, children);
}
