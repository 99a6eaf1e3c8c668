// @ts-check
// Words for what happened. Each has a sign as well as a colour.
import {h} from './dom.js';
import {DASH, dollars, line, visible} from './format.js';

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

/** What came of rules, for people, in the order of a list. @type {Record<string, string>} */
export const EFFECTS = {
  would_refuse: 'would have refused', refused: 'refused', warned: 'warned', would_redact: 'would have redacted', redacted: 'redacted',
};

/** What a call underwent by a rule, for people. @param {{effect: string, rule: string}} ruling */
export function underwent({effect, rule}) {
  return (EFFECTS[effect] ?? effect).replace('would have', 'would have been') + ' by ' + line(rule.replace(':', ' '), 80);
}

/**
 * A sign on a call that passed and would not have, if a rule were not a dry run.
 *
 * @param {{gateway: Derived['gateway']}} props
 */
export function WouldRefuse({gateway}) {
  const says = (gateway?.rulings ?? []).filter((ruling) => ruling.effect === 'would_refuse').map(underwent).join(', ');
  if (says === '') {
    return null;
  }
  return h('span', {class: 'status-would', role: 'img', 'aria-label': says, title: says}, '⊘');
}

/** Where a price comes from, or why there is none, for people. @type {Record<string, string>} */
const HOWS = {
  'table': 'the price table',
  'stated': 'stated by the sender of the span',
  'unpriced:no_usage': 'the answer stated no usage',
  'unpriced:inconsistent_usage': 'the counts stated contradict each other',
  'unpriced:local': 'the provider runs on this machine or network',
  'unpriced:subscription': 'the provider bills a plan, not single calls',
  'unpriced:unknown_provider': 'the price table has no such provider',
  'unpriced:unknown_model': 'the price table has no such model',
  'unpriced:no_price_then': 'the price table has no price for that day',
  'unpriced:no_price_for_units': 'the price table has no price for the units used',
  'unpriced:unknown_tier': 'the price table has no price for this tier or speed',
};

/** @param {string} word */
export function how(word) {
  return HOWS[word] ?? visible(word).replace(/^override:/, 'the override ').replace(/^unpriced:/, 'unpriced: ').replaceAll('_', ' ');
}

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
    return h('span', {title: '$' + cost.usd + ', by ' + how(cost.how) + ' ' + visible(cost.prices)}, dollars(cost.usd));
  }
  return h('span', {class: 'none', title: how(cost.how)}, cost.how === 'unpriced:no_usage' ? DASH : 'unpriced');
}

/**
 * A sum of costs, which may lack what has no price.
 *
 * @param {{usd: string | null, unpriced: number, calls: number}} props
 */
export function SumCost({usd, unpriced, calls}) {
  if (unpriced >= calls && calls > 0 && Number(usd ?? 0) === 0) {
    return h('span', {class: 'none', title: 'no call has a price'}, 'unpriced');
  }
  return h('span', {title: '$' + (usd ?? '0') + (unpriced > 0 ? ', without ' + unpriced + ' calls that have no price' : '')},
    dollars(usd ?? '0'), unpriced > 0 && h('span', {class: 'none', 'aria-label': 'without what has no price'}, ' +?'));
}

/** A small word in a box. @param {{children?: any, tone?: string, title?: string}} props */
export function Badge({children, tone, title}) {
  return h('span', {class: 'badge' + (tone ? ' badge-' + tone : ''), title}, children);
}
