// @ts-check
// One change: its sign and place, and its lines.
import {h, cls, useMemo, useState} from '../../lib/dom.js';
import {beside, blocksOfChange} from '../../lib/diff-blocks.js';
import {of, visible, whole} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').DiffChange} DiffChange */
/** @typedef {import('../../lib/diff-blocks.js').Line} Line */
/** @typedef {import('../../lib/diff-blocks.js').Block} Block */

/** Rows of a change that are shown at first. */
const SHOWN = 40;

/** @type {Record<string, {sign: string, says: string, tone: string}>} */
export const KINDS = {
  added: {sign: '+', says: 'only in B', tone: 'added'},
  removed: {sign: '−', says: 'only in A', tone: 'removed'},
  changed: {sign: '~', says: 'changed', tone: 'changed'},
  moved: {sign: '→', says: 'moved', tone: 'other'},
  reordered: {sign: '⇅', says: 'in another order', tone: 'other'},
  marked: {sign: '⚑', says: 'cache mark', tone: 'other'},
};

/** How finely texts were compared, where not by characters. @type {Record<string, string>} */
const METHODS = {
  lines: 'compared by lines and words only: the texts have little in common',
  replaced: 'not compared inside: the texts have too little in common',
};

/** @param {{change: DiffChange, view: 'split' | 'unified'}} props */
export function Change({change, view}) {
  const [shown, setShown] = useState(SHOWN);
  const kind = KINDS[change.kind] ?? {sign: '?', says: change.kind, tone: 'other'};
  const blocks = useMemo(() => blocksOfChange(change), [change]);
  const rows = useMemo(() => (view === 'split' ? split(blocks) : unified(blocks)), [blocks, view]);
  const text = change.text;
  return h('li', {class: 'diff-change', tabIndex: -1, 'aria-label': kind.says + ' ' + (change.b ?? change.a ?? '')},
    h('div', {class: 'diff-change-head'},
      h('span', {class: 'diff-kind diff-kind-' + kind.tone}, h('b', {'aria-hidden': 'true'}, kind.sign), kind.says),
      h('code', {class: 'diff-place'}, places(change)),
      change.kind === 'marked' && h('span', {class: 'diff-mark'}, mark(change.before), ' → ', mark(change.after)),
      text && h('span', {class: 'diff-note'}, METHODS[text.method] && h('span', null, METHODS[text.method]),
        h('span', null, text.a === text.b ? of(text.a, 'character') : whole(text.a) + ' → ' + whole(text.b) + ' characters'))),
    rows.length > 0 && h('div', {class: 'diff-lines diff-' + view, dir: 'auto'}, rows.slice(0, shown)),
    shown < rows.length && h('button', {type: 'button', class: 'button button-quiet diff-more', onClick: () => setShown(rows.length)},
      'Show ' + of(rows.length - shown, 'more line')));
}

/** @param {DiffChange} change */
function places(change) {
  const from = visible(change.a ?? '');
  const to = visible(change.b ?? '');
  return from !== '' && to !== '' && from !== to ? from + ' → ' + to : to || from;
}

/** @param {unknown} value */
function mark(value) {
  return typeof value === 'string' ? visible(value) : 'none';
}

/** @param {Line | null} line */
function pieces(line) {
  return line?.map((piece) => {
    const text = visible(piece.text);
    return piece.op === 'removed' ? h('del', null, text)
      : piece.op === 'added' ? h('ins', null, text)
      : piece.op === 'label' || piece.op === 'cut' ? h('span', {class: 'diff-' + piece.op}, text)
      : text;
  });
}

/** Whether all of a line is on one side, so that its letters need no colour of their own. @param {Line | null} line */
function oneSided(line) {
  return line !== null && line.every((piece) => piece.op !== 'same');
}

/** @param {number} gap */
function gapRow(gap) {
  return h('div', {class: 'diff-gap'}, of(gap, 'character') + ' the same');
}

/** @param {Block[]} blocks */
function split(blocks) {
  return blocks.flatMap((block) => {
    if (block.gap !== undefined) {
      return [gapRow(block.gap)];
    }
    return beside(block).map(([left, right]) => h('div', {class: 'diff-row'},
      h('div', {class: cls('diff-cell', left === null ? 'diff-none' : !block.same && 'diff-removed', oneSided(left) && 'diff-all')}, pieces(left)),
      h('div', {class: cls('diff-cell', right === null ? 'diff-none' : !block.same && 'diff-added', oneSided(right) && 'diff-all')}, pieces(right))));
  });
}

/** @param {Block[]} blocks */
function unified(blocks) {
  /** @param {Line} line @param {string} sign @param {string} name */
  const row = (line, sign, name) => h('div', {class: cls('diff-line', name, oneSided(line) && 'diff-all')}, h('span', {class: 'diff-sign', 'aria-hidden': 'true'}, sign), h('span', null, pieces(line)));
  return blocks.flatMap((block) => block.gap !== undefined ? [gapRow(block.gap)]
    : block.same ? block.left.map((line) => row(line, ' ', ''))
    : [...block.left.filter((line) => line.length > 0 || block.left.length > 1).map((line) => row(line, '−', 'diff-removed')),
      ...block.right.filter((line) => line.length > 0 || block.right.length > 1).map((line) => row(line, '+', 'diff-added'))]);
}
