// @ts-check
// Sums of calls over time: what to ask, and where a figure leads.
import {get} from './api.js';

/** @typedef {import('../types/api.js').Stats} Stats */
/** @typedef {Stats['items'][number]} Sum */

/** What went wrong, in the search language. */
export const WRONG = '(status:>=400 OR outcome:client_disconnect,upstream_failed,refused,interrupted)';

const NANO = 1_000_000_000n;

/** @param {string} text */
function nanos(text) {
  const [whole, part = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole || '0') * NANO + BigInt((part + '000000000').slice(0, 9));
  return text.startsWith('-') ? -value : value;
}

/**
 * The exact sum of dollars, as decimal text.
 *
 * @param {(string | null)[]} texts
 */
export function sumDollars(texts) {
  const sum = texts.reduce((all, text) => all + nanos(text ?? '0'), 0n);
  const size = sum < 0n ? -sum : sum;
  const part = String(size % NANO).padStart(9, '0').replace(/0+$/, '');
  return (sum < 0n ? '-' : '') + size / NANO + (part ? '.' + part : '');
}

/** The UTC day so many days ago, as text. @param {number} back */
export function day(back) {
  return new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
}

/** All days from one to another, both with them. @param {string} from @param {string} to */
export function daysFrom(from, to) {
  /** @type {string[]} */
  const days = [];
  for (let at = Date.parse(from); at <= Date.parse(to) && days.length < 800; at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

/** The field of the search language that a dimension is. @type {Record<string, string>} */
const FIELDS = {
  model: 'model', provider: 'provider', tool: 'client', user: 'user', team: 'team', repo: 'repo', branch: 'branch', kind: 'kind', token: 'token', key: 'key', route: 'route', session: 'session', tag: 'tag',
};

/**
 * A search for the calls behind a figure.
 *
 * @param {string} dimension
 * @param {string | null} value null for calls without one
 * @returns {string}
 */
export function term(dimension, value) {
  if (dimension === 'ruling') {
    const [effect, rule] = parts(value ?? '', ' ');
    const [kind, name] = parts(rule, ':');
    return term(effect.replaceAll('_', '-'), name) + ' ' + term(kind, name);
  }
  const field = FIELDS[dimension] ?? dimension;
  if (value === null || value === '') {
    return '-' + field + ':*';
  }
  return field + ':' + (/^[\w./=@-]+$/.test(value) ? value : '"' + value.replaceAll('\\', '\\\\').replaceAll('"', '\\"') + '"');
}

/** A text before and behind the first of a sign. @param {string} text @param {string} sign */
function parts(text, sign) {
  const at = text.indexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** @param {string} from @param {string | null} [until] the day after the last */
export function within(from, until) {
  return 'since:' + from + 'T00:00:00Z' + (until ? ' until:' + until + 'T00:00:00Z' : '');
}

/** The day after. @param {string} day */
export function after(day) {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

/**
 * @param {string} by
 * @param {string} since
 * @param {AbortSignal} signal
 * @param {number} [limit]
 * @returns {Promise<Sum[]>}
 */
export async function sums(by, since, signal, limit = 10_000) {
  /** @type {Stats} */
  const stats = await get('stats', {by, since, limit}, signal);
  return stats.items;
}
