// @ts-check
// A JSON document as rows to fold and unfold; of any size, since only rows in sight are elements.
import {h, cls, useEffect, useMemo, useRef, useState, styled} from './dom.js';
import {VirtualList} from './virtual.js';
import {Dialog} from './dialog.js';
import {Lines} from './lines.js';
import {CopyButton} from './clipboard.js';
import {of, visible, whole} from './format.js';

const ROW = 20;
const SHOWN = 400;

/** @typedef {{path: string, key: string | number | null, value: any, depth: number, size: number}} Row */

/** @param {any} value */
function size(value) {
  return value !== null && typeof value === 'object' ? (Array.isArray(value) ? value.length : Object.keys(value).length) : -1;
}

/**
 * The rows in force. Members keep their order; of a list with many items all are there.
 *
 * @param {any} root
 * @param {Set<string>} open
 * @returns {Row[]}
 */
function rowsOf(root, open) {
  /** @type {Row[]} */
  const rows = [];
  /** @param {any} value @param {string} path @param {string | number | null} key @param {number} depth */
  const add = (value, path, key, depth) => {
    rows.push({path, key, value, depth, size: size(value)});
    if (value !== null && typeof value === 'object' && open.has(path)) {
      if (Array.isArray(value)) {
        value.forEach((item, i) => add(item, path + '/' + i, i, depth + 1));
      } else {
        for (const name of Object.keys(value)) {
          add(value[name], path + '/' + name.replaceAll('~', '~0').replaceAll('/', '~1'), name, depth + 1);
        }
      }
    }
  };
  add(root, '', null, 0);
  return rows;
}

/**
 * What is open at first: everything near the top, as long as it stays short.
 *
 * @param {any} root
 */
function usual(root) {
  const open = new Set(['']);
  let left = 120;
  /** @type {{value: any, path: string}[]} */
  let level = [{value: root, path: ''}];
  for (let depth = 0; depth < 5 && level.length > 0; depth++) {
    /** @type {{value: any, path: string}[]} */
    const next = [];
    for (const {value, path} of level) {
      const n = size(value);
      if (n > left || n < 0) {
        continue;
      }
      open.add(path);
      left -= n;
      for (const [name, inner] of Object.entries(value)) {
        if (size(inner) > 0) {
          next.push({value: inner, path: path + '/' + name.replaceAll('~', '~0').replaceAll('/', '~1')});
        }
      }
    }
    level = next;
  }
  return open;
}

/** @param {{value: any, label: string}} props */
export function JsonTree({value, label}) {
  const [open, setOpen] = useState(() => usual(value));
  const [at, setAt] = useState(0);
  const [reveal, setReveal] = useState(/** @type {number | null} */ (null));
  const [text, setText] = useState(/** @type {Row | null} */ (null));
  const known = useRef(value);
  useEffect(() => {
    if (known.current !== value) {
      known.current = value;
      setOpen(usual(value));
      setAt(0);
    }
  }, [value]);
  const rows = useMemo(() => rowsOf(value, open), [value, open]);

  /** @param {Row} row @param {boolean} [to] */
  const fold = (row, to) => {
    const next = new Set(open);
    if (to ?? !open.has(row.path)) {
      next.add(row.path);
    } else {
      next.delete(row.path);
    }
    setOpen(next);
  };
  /** @param {Row} row */
  const act = (row) => {
    if (row.size > 0) {
      fold(row);
    } else if (typeof row.value === 'string') {
      setText(row);
    }
  };
  /** @param {number} to */
  const move = (to) => {
    const next = Math.max(0, Math.min(to, rows.length - 1));
    setAt(next);
    setReveal(next);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const row = rows[at];
    const keys = /** @type {Record<string, () => void>} */ ({
      ArrowDown: () => move(at + 1), j: () => move(at + 1), ArrowUp: () => move(at - 1), k: () => move(at - 1),
      Home: () => move(0), End: () => move(rows.length - 1), PageDown: () => move(at + 20), PageUp: () => move(at - 20),
      ArrowRight: () => (row.size > 0 && !open.has(row.path) ? fold(row, true) : move(at + 1)),
      ArrowLeft: () => {
        if (row.size > 0 && open.has(row.path)) {
          fold(row, false);
        } else {
          const up = rows.slice(0, at).findLastIndex((other) => other.depth < row.depth);
          move(Math.max(0, up));
        }
      },
      Enter: () => act(row),
    });
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && row) {
      event.preventDefault();
      keys[event.key]();
    }
  };
  return h('div', {class: 'tree', onKeyDown: key},
    h(VirtualList, {
      count: rows.length, rowHeight: ROW, reveal,
      attributes: {role: 'tree', tabIndex: 0, 'aria-label': label, 'aria-activedescendant': 'node-' + at},
      row: (/** @type {number} */ i) => {
        const row = rows[i];
        return h('div', {
          key: row.path, id: 'node-' + i, class: cls('tree-row', i === at && 'tree-chosen'), role: 'treeitem',
          'aria-level': row.depth + 1, 'aria-selected': i === at ? 'true' : 'false', 'aria-expanded': row.size > 0 ? (open.has(row.path) ? 'true' : 'false') : undefined,
          ref: styled({'--depth': String(row.depth)}),
          onClick: () => {
            setAt(i);
            if (String(getSelection()) === '') {
              act(row);
            }
          },
        },
          h('span', {class: cls('tree-fold', row.size > 0 && open.has(row.path) && 'tree-open'), 'aria-hidden': 'true'}, row.size > 0 ? '▸' : ''),
          row.key !== null && h('span', {class: typeof row.key === 'number' ? 'tree-index' : 'tree-key'}, visible(String(row.key)), ': '),
          h(Value, {row, open: open.has(row.path)}));
      },
    }),
    text && h(Dialog, {label: 'Text', class: 'wide', onClose: () => setText(null)},
      h('div', {class: 'dialog-head'}, h('code', null, visible(text.path || '/')), h('span', {class: 'dialog-tools'},
        h('span', {class: 'quiet'}, of(text.value.length, 'character')),
        h(CopyButton, {text: text.value, title: 'Copy the text'}),
        h('button', {type: 'button', class: 'button', onClick: () => setText(null)}, 'Close ', h('kbd', null, 'Esc')))),
      h('div', {class: 'dialog-lines'}, h(Lines, {text: text.value, label: 'Text'}))));
}

/** @param {{row: Row, open: boolean}} props */
function Value({row, open}) {
  const value = row.value;
  if (row.size >= 0) {
    const list = Array.isArray(value);
    if (row.size === 0) {
      return h('span', {class: 'tree-other'}, list ? '[]' : '{}');
    }
    return h('span', {class: 'tree-other'}, list ? '[' + whole(row.size) + ']' : open ? '{' + whole(row.size) + '}' : hint(value));
  }
  if (typeof value === 'string') {
    const cut = value.length > SHOWN;
    return h('span', {class: 'tree-text'}, '"' + visible(cut ? value.slice(0, SHOWN) : value).replaceAll('\n', '⏎') + (cut ? '' : '"'),
      cut && h('span', {class: 'tree-more'}, '… ' + of(value.length, 'character')));
  }
  return h('span', {class: 'tree-value'}, String(value));
}

/** The first short members of an object, so that one sees what it is. @param {Record<string, any>} value */
function hint(value) {
  const shown = Object.entries(value).filter(([, inner]) => inner === null || typeof inner !== 'object').slice(0, 3)
    .map(([name, inner]) => visible(name) + ': ' + visible(String(inner).slice(0, 40)).replaceAll('\n', '⏎'));
  return '{' + (shown.length > 0 ? shown.join(', ') + (Object.keys(value).length > shown.length ? ', …' : '') : whole(Object.keys(value).length)) + '}';
}
