// @ts-check
// What differs between two requests, or two answers.
import {h, cls, useLayoutEffect, useMemo, useRef, useState, useStore} from '../lib/dom.js';
import {get} from '../lib/api.js';
import {go, place, withQuery} from '../lib/router.js';
import {useAsked} from '../lib/use.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {Loading, Problem} from '../lib/states.js';
import {Choice} from '../lib/choice.js';
import {of, whole} from '../lib/format.js';
import {Change} from './diff/change.js';
import {Pair} from './diff/pair.js';
import {Picker} from './diff/picker.js';
import {Summary} from './diff/summary.js';
import {after, before} from './diff/steps.js';

/** @typedef {import('../types/api.js').Difference} Difference */
/** @typedef {import('../types/api.js').DiffSide} DiffSide */

/** Changes of a section that are shown at first. */
const SHOWN = 100;

/** What sections are, for people. @type {Record<string, string>} */
const SECTIONS = {
  model: 'Model', system: 'Instructions', tools: 'Tools', messages: 'Messages', parameters: 'Parameters', hints: 'Hints', endpoint: 'Endpoint',
  status: 'Status', choices: 'Answer', usage: 'Usage', error: 'Error', other: 'Other members', body: 'Body',
};

export function Page() {
  const query = useStore(place).query;
  const a = query.get('a') ?? '';
  const b = query.get('b') ?? '';
  if (a === '' || b === '' || a === 'before' || query.has('pick')) {
    return h(Picker, {a, b});
  }
  return h(Comparison, {a, b});
}

/** @param {{a: string, b: string}} props */
function Comparison({a, b}) {
  const query = useStore(place).query;
  const what = query.get('what') ?? 'request';
  const view = query.get('view') === 'unified' ? 'unified' : 'split';
  const context = query.get('context') ?? '120';
  const asked = useAsked(/** @returns {Promise<Difference>} */ (signal) => get('diff', {a, b, what, context}, signal), [a, b, what, context]);
  const [missing, setMissing] = useState('');

  /** @param {1 | -1} step */
  const walk = async (step) => {
    setMissing('');
    const list = [...document.querySelectorAll('.diff-change')];
    const at = list.indexOf(/** @type {Element} */ (document.activeElement?.closest('.diff-change')));
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : at + step];
    if (next instanceof HTMLElement) {
      next.focus();
      next.scrollIntoView({block: 'nearest'});
    }
  };
  /** @param {1 | -1} step */
  const pair = async (step) => {
    const next = step > 0 ? await after(b) : await before(a);
    if (next) {
      go(withQuery(step > 0 ? {a: b, b: next} : {a: next, b: a}));
    } else {
      setMissing(step > 0 ? 'B is the last step of its conversation on record.' : 'A is the first step of its conversation on record.');
    }
  };
  const swap = () => go(withQuery({a: b, b: a}), true);
  const flip = () => go(withQuery({view: view === 'split' ? 'unified' : null}), true);
  useKeys('Comparison', [
    {keys: 'j, n', does: 'Next change', run: () => void walk(1)},
    {keys: 'k, p', does: 'Change before', run: () => void walk(-1)},
    {keys: 'v', does: 'Side by side, or one below the other', run: flip},
    {keys: 'x', does: 'Swap A and B', run: swap},
    {keys: ']', does: 'Next two steps of the conversation', run: () => void pair(1)},
    {keys: '[', does: 'The two steps before', run: () => void pair(-1)},
    {keys: '1', does: 'Compare the requests', run: () => go(withQuery({what: null}), true)},
    {keys: '2', does: 'Compare the answers', run: () => go(withQuery({what: 'response'}), true)},
    {keys: '3', does: 'Compare both', run: () => go(withQuery({what: 'both'}), true)},
  ], [a, b, view]);
  useCommands([
    {name: 'Swap A and B', keys: 'x', run: swap},
    {name: 'Compare the next two steps', keys: ']', run: () => void pair(1)},
    {name: 'Compare with the step before', run: () => go(withQuery({a: 'before', b}))},
  ], [a, b]);

  const found = asked.value;
  return h('div', {class: 'page diff'},
    h('h1', {class: 'sr'}, 'Comparison of two exchanges'),
    h(Pair, {a, b, found, onSwap: swap}),
    h('div', {class: 'bar diff-bar'},
      h(Choice, {label: 'What is compared', chosen: what, onChoose: (/** @type {string} */ id) => go(withQuery({what: id === 'request' ? null : id}), true), options: [
        {id: 'request', name: 'Requests', title: '1'}, {id: 'response', name: 'Answers', title: '2'}, {id: 'both', name: 'Both', title: '3'}]}),
      h(Choice, {label: 'How it is shown', chosen: view, onChoose: flip, options: [
        {id: 'split', name: 'Side by side', title: 'v'}, {id: 'unified', name: 'Unified', title: 'v'}]}),
      h('label', {class: 'field'}, 'Around a change', h('select', {
        value: context, onChange: (/** @type {any} */ event) => go(withQuery({context: event.target.value === '120' ? null : event.target.value}), true),
      }, ['0', '120', '1000', '10000'].map((n) => h('option', {key: n, value: n}, n === '0' ? 'nothing' : n + ' characters')))),
      h('div', {class: 'bar-tools'},
        h('button', {type: 'button', class: 'button button-quiet', title: 'The two steps before ([)', onClick: () => void pair(-1)}, '← Steps before'),
        h('button', {type: 'button', class: 'button button-quiet', title: 'The next two steps (])', onClick: () => void pair(1)}, 'Next steps →'))),
    missing && h('p', {class: 'notice', role: 'status'}, missing),
    asked.problem ? h(Problem, {problem: asked.problem, again: asked.again, what: 'These two cannot be compared'})
    : !found ? h(Loading, {what: 'Comparing'})
    : h('div', {class: cls('diff-body', asked.loading && 'stale'), 'aria-busy': asked.loading ? 'true' : 'false'},
        found.request && h(Side, {side: found.request, title: what === 'both' ? 'Requests' : '', isRequest: true, view, b}),
        found.response && h(Side, {side: found.response, title: what === 'both' ? 'Answers' : '', isRequest: false, view, b})));
}

/** @param {{side: DiffSide, title: string, isRequest: boolean, view: 'split' | 'unified', b: string}} props */
function Side({side, title, isRequest, view, b}) {
  const changed = side.sections.filter((section) => section.changes.length > 0);
  const same = side.sections.filter((section) => section.changes.length === 0);
  const total = changed.reduce((sum, section) => sum + section.changes.length, 0);
  return h('section', {class: 'diff-side'},
    title && h('h2', null, title),
    h(Summary, {side, isRequest, b}),
    same.length > 0 && h('p', {class: 'diff-same'}, 'The same in both: ', same.map((section, i) => [i > 0 && ', ', h('span', {key: section.name}, SECTIONS[section.name] ?? section.name,
      section.a > 1 && h('span', {class: 'quiet'}, ' (' + whole(section.a) + ')'))])),
    changed.map((section) => h(Section, {key: section.name, section, view, level: title ? 'h3' : 'h2'})),
    side.left > 0 && h('p', {class: 'notice'}, of(side.left, 'more change') + ' found and not listed. ' + of(total, 'is', 'are') + ' shown.'));
}

/** @param {{section: DiffSide['sections'][0], view: 'split' | 'unified', level: 'h2' | 'h3'}} props */
function Section({section, view, level}) {
  const [shown, setShown] = useState(SHOWN);
  const list = useMemo(() => section.changes.slice(0, shown), [section, shown]);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => setShown(SHOWN), [section]);
  return h('section', {class: 'diff-section', ref: box},
    h(level, {class: 'diff-heading'}, SECTIONS[section.name] ?? section.name,
      h('span', {class: 'quiet'}, section.a === 1 && section.b === 1 ? '' : section.a + ' in A, ' + section.b + ' in B, ' + section.same + ' the same',
        section.changes.length > 1 || section.a !== 1 ? (section.a === 1 && section.b === 1 ? '' : '; ') + of(section.changes.length, 'change') : '')),
    h('ul', null, list.map((change, i) => h(Change, {key: (change.a ?? '') + '>' + (change.b ?? '') + i, change, view}))),
    shown < section.changes.length && h('button', {type: 'button', class: 'button', onClick: () => setShown(shown + 10 * SHOWN)},
      'Show ' + of(Math.min(10 * SHOWN, section.changes.length - shown), 'more change')));
}
