// @ts-check
// How much of limits is used, as bars.
import {h, cls, styled, useEffect, useState} from '../../lib/dom.js';
import {ApiError, get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {moment, visible, whole} from '../../lib/format.js';

const EVERY = 5_000;

/** @typedef {{limit: string, subject: {kind: string, id: string}, amount: string, used: string, reserved: string, percent: number, resets_at?: string}} Use */

/** What is used of all limits, asked for again every few seconds. @param {boolean} wanted @returns {Use[] | null} */
export function useUses(wanted) {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    const timer = setInterval(() => document.hidden || setRound((n) => n + 1), EVERY);
    return () => clearInterval(timer);
  }, [wanted]);
  const asked = useAsked(async (signal) => {
    if (!wanted) {
      return null;
    }
    try {
      return await get('use', {}, signal);
    } catch (problem) {
      if (problem instanceof ApiError && (problem.status === 403 || problem.status === 404)) {
        return null;
      }
      throw problem;
    }
  }, [wanted, round]);
  return asked.value ? asked.value.items : null;
}

/** @param {string} text @param {any} spec */
function shown(text, spec) {
  return spec.quantity === 'spend' ? '$' + Number(text).toFixed(Number(text) < 1 && Number(text) > 0 ? 4 : 2) : whole(Number(text));
}

/**
 * The fullest ones, each with a bar on which its soft levels are marked.
 *
 * @param {{uses: Use[], spec: any, known: import('./kinds.js').Known, most: number}} props
 */
export function Uses({uses, spec, known, most}) {
  const fullest = [...uses].sort((a, b) => b.percent - a.percent);
  if (fullest.length === 0) {
    return h('span', {class: 'none'}, 'nothing');
  }
  const soft = Array.isArray(spec.soft) ? spec.soft : [];
  return h('div', {class: 'uses'}, fullest.slice(0, most).map((use) => {
    const name = use.subject.kind === 'organisation' ? '' : known.routeOptions.find((one) => one.value === use.subject.id)?.name ?? known.directory.name(use.subject.id);
    const tone = use.percent >= 100 ? 'use-full' : soft.some((/** @type {number} */ level) => use.percent >= level) ? 'use-high' : '';
    const says = shown(use.used, spec) + ' of ' + shown(use.amount, spec);
    return h('div', {key: use.subject.kind + use.subject.id, class: cls('use', tone), title: (use.resets_at ? 'Starts anew ' + moment(use.resets_at) : '') + (Number(use.reserved) > 0 ? ' ' + shown(use.reserved, spec) + ' held for calls under way' : '')},
      h('div', {class: 'use-bar', role: 'meter', 'aria-label': 'Used' + (name ? ' by ' + name : ''), 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.min(100, Math.round(use.percent)), 'aria-valuetext': says},
        h('i', {ref: styled({'--used': Math.min(100, use.percent) + '%'})}),
        soft.map((/** @type {number} */ level) => h('b', {key: level, class: 'use-level', ref: styled({'--level': level + '%'})}))),
      h('span', {class: 'use-says'}, says, use.percent >= 100 && h('b', {class: 'bad'}, ' full'), name && h('span', {class: 'none'}, ' ' + visible(name))));
  }), fullest.length > most && most > 1 && h('p', {class: 'none'}, 'and ' + whole(fullest.length - most) + ' more'));
}
