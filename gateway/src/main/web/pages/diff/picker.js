// @ts-check
// Choosing what to compare: from a list, or the steps beside one.
import {h, useEffect, useMemo, useState, useStore} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {go, place, withQuery} from '../../lib/router.js';
import {useKeys} from '../../lib/keys.js';
import {Paged} from '../../lib/paged.js';
import {DataTable, useColumns} from '../../lib/table.js';
import {SearchBar} from '../../lib/search-bar.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {ApiError} from '../../lib/api.js';
import {line} from '../../lib/format.js';
import {COLUMNS} from '../exchange-columns.js';
import {after, before} from './steps.js';

/** @typedef {import('../../types/api.js').Derived} Derived */

const WANTED = new Set(['time', 'status', 'model', 'client', 'kind', 'calls', 'input', 'cached', 'output', 'session']);

/** @param {{a: string, b: string}} props */
export function Picker({a, b}) {
  if (a === 'before' && b !== '') {
    return h(Before, {b});
  }
  return h(List, {a: a === 'before' ? '' : a, b});
}

/** Finds the step before and goes there. @param {{b: string}} props */
function Before({b}) {
  const [state, setState] = useState(/** @type {{problem: unknown} | 'none' | null} */ (null));
  useEffect(() => {
    let wanted = true;
    before(b).then((id) => wanted && (id ? go(withQuery({a: id, b, pick: null}), true) : setState('none')), (problem) => wanted && setState({problem}));
    return () => {
      wanted = false;
    };
  }, [b]);
  return h('div', {class: 'page'}, h('h1', {class: 'sr'}, 'Compare with the step before'),
    state === 'none' ? h(Empty, {title: 'There is no step before'},
      h('p', null, 'It is the first of its conversation on record, or belongs to none.'),
      h('p', null, h('a', {class: 'button', href: withQuery({a: null, pick: 'a'})}, 'Choose another exchange')))
    : state ? h(Problem, {problem: state.problem}) : h(Loading, {what: 'Looking for the step before'}));
}

/** @param {{a: string, b: string}} props */
function List({a, b}) {
  const query = useStore(place).query;
  const q = query.get('q') ?? '';
  const pick = query.get('pick');
  const slot = pick === 'a' || pick === 'b' ? pick : a === '' && b !== '' ? 'a' : a === '' ? 'a' : 'b';
  const other = slot === 'a' ? b : a;
  const list = useMemo(() => listOf(q), [q]);
  const [said, setSaid] = useState('');
  const choice = useColumns('compare', COLUMNS.map((column) => ({...column, off: !WANTED.has(column.id)})));
  useEffect(() => () => list.close(), [list]);
  useStore(list.changes);
  /** @param {string} id */
  const chosen = (id) => withQuery({[slot]: id, pick: null, q: null});
  /** @param {(id: string) => Promise<string | null>} find */
  const beside = async (find) => {
    const id = await find(other).catch(() => null);
    if (id) {
      go(chosen(id));
    } else {
      setSaid('There is none in its conversation on record.');
    }
  };
  useKeys('Choosing', [
    {keys: 'b', does: 'Take the step before', run: () => (other === '' ? false : void beside(before))},
    {keys: 'a', does: 'Take the step after', run: () => (other === '' ? false : void beside(after))},
    {keys: 'Escape', does: 'Back to the comparison', run: () => (pick !== null && a !== '' && b !== '' ? go(withQuery({pick: null, q: null})) : false)},
  ], [other, pick, a, b]);

  const wrong = list.problem instanceof ApiError && list.problem.code === 'bad_request';
  return h('div', {class: 'page page-list'},
    h('div', {class: 'diff-choose'},
      h('h1', null, other === '' ? 'Compare two exchanges' : 'Compare with'),
      other === '' ? h('p', {class: 'quiet'}, 'Choose the first one, A.')
        : h('p', {class: 'diff-chosen'}, h('b', {class: 'diff-letter'}, slot === 'a' ? 'B' : 'A'), h('code', null, line(other, 40)), h('span', {class: 'quiet'}, 'Choose ' + slot.toUpperCase() + ', or'),
            h('button', {type: 'button', class: 'button', onClick: () => void beside(before)}, 'the step before ', h('kbd', null, 'b')),
            h('button', {type: 'button', class: 'button', onClick: () => void beside(after)}, 'the step after ', h('kbd', null, 'a'))),
      said && h('p', {class: 'notice', role: 'status'}, said)),
    h('div', {class: 'bar'}, h(SearchBar, {q, onSearch: (/** @type {string} */ text) => go(withQuery({q: text}), true), problem: list.problem})),
    wrong ? h('div', {class: 'state'}, h('p', {class: 'state-title'}, 'The search cannot be read'), h('p', null, 'The line above shows where.'))
    : h(DataTable, {
      label: 'Exchanges to compare', shown: choice.shown, paged: list,
      href: (/** @type {Derived} */ row) => chosen(row.id),
      rowClass: (/** @type {Derived} */ row) => row.id === other ? 'table-chosen' : '',
      empty: h(Empty, {title: q === '' ? 'No exchange is on record' : 'No exchange fits the search'}),
    }));
}

/** @param {string} q @returns {Paged<Derived>} */
function listOf(q) {
  return new Paged((cursor, limit, signal) => get('search', {q, cursor, limit}, signal));
}
