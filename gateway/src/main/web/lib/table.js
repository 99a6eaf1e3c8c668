// @ts-check
// A table over a long list: rows in sight only, columns to choose, keys to walk.
import {h, cls, useEffect, useLayoutEffect, useRef, useState, useStore, styled} from './dom.js';
import {VirtualList} from './virtual.js';
import {useKeys} from './keys.js';
import {go} from './router.js';
import {Empty, Loading, Problem} from './states.js';
import {remember, remembered} from './store.js';
import {Icon} from './icons.js';
import {DASH} from './format.js';

export const ROW = 30;

/**
 * @template T
 * @typedef {object} Column
 * @property {string} id
 * @property {string} name its heading
 * @property {string} [means] what it is, where the heading does not say it
 * @property {string} width a track of a CSS grid
 * @property {boolean} [figure] true for numbers: right, in figures of one width
 * @property {boolean} [off] true where it is only shown when chosen
 * @property {(row: T) => any} cell
 * @property {(row: any) => any} [live] the same for a row of what is not over; without it, nothing is known of it before
 */

/**
 * The columns that are shown, and how to change them; this browser keeps the choice.
 *
 * @template T
 * @param {string} name of the table
 * @param {Column<T>[]} columns
 */
export function useColumns(name, columns) {
  const usual = columns.filter((column) => !column.off).map((column) => column.id).join(',');
  const [chosen, setChosen] = useState(() => remembered('columns.' + name, usual));
  const ids = new Set(chosen.split(','));
  return {
    columns,
    shown: columns.filter((column) => ids.has(column.id)),
    /** @param {string} id */
    toggle(id) {
      const next = columns.filter((column) => ids.has(column.id) !== (column.id === id)).map((column) => column.id).join(',');
      if (next !== '') {
        remember('columns.' + name, next === usual ? null : next);
        setChosen(next);
      }
    },
    reset() {
      remember('columns.' + name, null);
      setChosen(usual);
    },
  };
}

/** @param {{choice: {columns: Column<any>[], shown: Column<any>[], toggle: (id: string) => void, reset: () => void}}} props */
export function ColumnChooser({choice}) {
  const box = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  useEffect(() => {
    /** @param {Event} event */
    const away = (event) => {
      if (box.current?.open && event.target instanceof Node && !box.current.contains(event.target)) {
        box.current.open = false;
      }
    };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, []);
  return h('details', {
    class: 'menu', ref: box,
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape' && box.current?.open) {
        event.preventDefault();
        box.current.open = false;
        box.current.querySelector('summary')?.focus();
      }
    },
  },
    h('summary', {class: 'button button-quiet', title: 'Choose columns'}, h(Icon, {name: 'columns'}), h('span', null, 'Columns')),
    h('div', {class: 'menu-in'}, choice.columns.map((column) => h('label', {class: 'menu-row', key: column.id},
      h('input', {type: 'checkbox', checked: choice.shown.includes(column), onChange: () => choice.toggle(column.id)}),
      h('span', null, column.name), column.means && h('small', null, column.means))),
    h('button', {type: 'button', class: 'button', onClick: choice.reset}, 'The usual ones')));
}

/**
 * How narrow the columns can get together: every row is a grid of its own.
 *
 * @param {{width: string}[]} columns
 */
function least(columns) {
  const widths = columns.map((column) => Number(/([\d.]+)rem/.exec(column.width)?.[1] ?? 6));
  return widths.reduce((sum, width) => sum + width + 0.875, 0.875);
}

/**
 * The cells of a row of what is not over: what is known, and how far it is across the columns that are filled at its end.
 *
 * @param {Column<any>[]} shown
 * @param {any} row
 * @param {any} progress
 * @returns {{column: Column<any>, span: number, content: any}[]}
 */
function liveCells(shown, row, progress) {
  let widest = -1;
  let most = 0;
  for (let i = 0; i < shown.length; i++) {
    let n = 0;
    while (i + n < shown.length && !shown[i + n].live) {
      n++;
    }
    if (n > most) {
      most = n;
      widest = i;
    }
    i += n;
  }
  // Where every column is known, the last one gives way.
  const at = widest < 0 ? shown.length - 1 : widest;
  const span = Math.max(1, most);
  const cells = [];
  for (let i = 0; i < shown.length; i += i === at ? span : 1) {
    const column = shown[i];
    cells.push(i === at ? {column, span, content: progress}
      : {column, span: 1, content: column.live ? column.live(row) : h('span', {class: 'none'}, DASH)});
  }
  return cells;
}

/**
 * @param {object} props
 * @param {string} props.label what the rows are, for screen readers and the help sheet
 * @param {Column<any>[]} props.shown
 * @param {import('./paged.js').Paged<any>} props.paged
 * @param {(row: any) => string} props.href where a row leads
 * @param {(row: any) => string} [props.rowClass]
 * @param {(row: any) => any} [props.progress] how far a row is that is not over; null for all others
 * @param {any} [props.empty]
 */
export function DataTable({label, shown, paged, href, rowClass, progress, empty}) {
  const [, again] = useState(0);
  useStore(paged.changes);
  const [reveal, setReveal] = useState(/** @type {number | null} */ (null));
  const box = useRef(/** @type {HTMLElement | null} */ (null));

  useLayoutEffect(() => {
    if (!paged.begun && !paged.loading) {
      paged.load(0);
    }
    setReveal(null);
  }, [paged]);

  const chosen = () => (paged.selected === null ? -1 : paged.indexOf(paged.selected));
  const selected = chosen();

  /** @param {number} index */
  const select = (index) => {
    const to = Math.max(0, Math.min(index, paged.count - 1));
    const row = paged.at(to);
    if (row) {
      paged.selected = row.id;
      setReveal(to);
      again((n) => n + 1);
    }
  };
  const screen = () => Math.max(1, Math.floor((box.current?.clientHeight ?? 600) / ROW) - 3);
  const open = () => {
    const row = chosen() >= 0 ? paged.at(chosen()) : null;
    if (!row) {
      return false;
    }
    go(href(row));
    return undefined;
  };
  useKeys(label, [
    {keys: 'j, ArrowDown', does: 'Next row', run: () => select(chosen() + 1)},
    {keys: 'k, ArrowUp', does: 'Row before', run: () => select(chosen() - 1)},
    {keys: 'PageDown', does: 'A screen down', run: () => select(chosen() + screen())},
    {keys: 'PageUp', does: 'A screen up', run: () => select(chosen() - screen())},
    {keys: 'Home, g g', does: 'First row', run: () => select(0)},
    {keys: 'End, G', does: 'Last row that is here', run: () => select(paged.count - 1)},
    {keys: 'Enter, o', does: 'Open the row', run: (event) => event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement ? false : open()},
  ], [paged, href]);

  if (paged.problem && paged.count === 0) {
    return h(Problem, {problem: paged.problem, again: () => paged.load(0)});
  }
  if (paged.count === 0) {
    return paged.ended ? empty ?? h(Empty, {title: 'Nothing here'}) : h(Loading, null);
  }
  const grid = shown.map((column) => column.width).join(' ');
  return h('div', {class: 'table', ref: (/** @type {HTMLElement | null} */ element) => {
    box.current = element;
    styled({'--columns': grid, '--least': least(shown) + 'rem'})(element);
  }},
    h(VirtualList, {
      key: paged,
      count: paged.count,
      lead: paged.lead.length,
      rowHeight: ROW,
      reveal,
      start: paged.scroll,
      onScroll: (/** @type {number} */ top) => {
        paged.scroll = top;
      },
      onSee: (/** @type {number} */ first, /** @type {number} */ last) => paged.see(first, last),
      class: 'table-box',
      attributes: {
        'role': 'grid', 'tabIndex': 0, 'aria-label': label, 'aria-rowcount': paged.ended ? paged.count + 1 : -1,
        'aria-activedescendant': selected >= 0 ? 'row-' + paged.selected : undefined,
      },
      head: h('div', {class: 'table-head', role: 'row', 'aria-rowindex': 1}, shown.map((column) => h('div', {
        role: 'columnheader', key: column.id, class: column.figure ? 'cell figure' : 'cell', title: column.means,
      }, column.name))),
      row: (/** @type {number} */ index) => {
        const row = paged.at(index);
        if (!row) {
          return h('div', {class: 'table-row table-wait', key: 'wait' + index, role: 'row', 'aria-rowindex': index + 2},
            h('div', {class: 'cell', role: 'gridcell'}, '…'));
        }
        const far = progress?.(row) ?? null;
        const cells = far === null ? shown.map((column) => ({column, span: 1, content: column.cell(row)})) : liveCells(shown, row, far);
        return h('div', {
          class: cls('table-row', far !== null && 'row-live', index === selected && 'table-chosen', rowClass?.(row)),
          key: row.id, id: 'row-' + row.id, role: 'row', 'aria-rowindex': index + 2, 'aria-selected': index === selected,
          onClick: (/** @type {MouseEvent} */ event) => {
            const inLink = event.target instanceof Element && event.target.closest('a, button');
            if (!inLink && String(getSelection()) === '') {
              paged.selected = row.id;
              go(href(row));
            }
          },
        }, cells.map(({column, span, content}, i) => h('div', {
          class: cls('cell', span === 1 && column.figure && 'figure'), role: 'gridcell', key: column.id,
          'aria-colspan': span > 1 ? span : undefined, ref: styled({'grid-column': 'span ' + span}),
        },
          i === 0
            ? h('a', {class: 'cell-link', tabIndex: -1, href: href(row), onClick: () => {
              paged.selected = row.id;
            }}, content)
            : content)));
      },
      foot: h('div', {class: 'table-foot', role: 'presentation'},
        paged.problem ? h('span', null, 'The next rows could not be had. ', h('button', {type: 'button', class: 'button', onClick: () => paged.see(paged.count, paged.count)}, 'Try again'))
        : !paged.ended ? 'Loading…' : null),
    }));
}
