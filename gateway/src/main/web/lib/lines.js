// @ts-check
// A text of any size: wrapped into rows of one height, of which those in sight are elements.
import {h, useLayoutEffect, useMemo, useRef, useState} from './dom.js';
import {VirtualList} from './virtual.js';
import {visible} from './format.js';

const ROW = 18;
const GUTTER = 7;

/**
 * Where rows begin: at each line, and within a line after so many characters. A row that goes on with
 * a line has the line's number negative.
 *
 * @param {string} text
 * @param {number} columns
 */
export function rowsOf(text, columns) {
  let size = 1024;
  let starts = new Uint32Array(size);
  let numbers = new Int32Array(size);
  let n = 0;
  let number = 1;
  let at = 0;
  /** @param {number} start @param {number} line */
  const add = (start, line) => {
    if (n === size) {
      size *= 2;
      const more = new Uint32Array(size);
      more.set(starts);
      starts = more;
      const moreNumbers = new Int32Array(size);
      moreNumbers.set(numbers);
      numbers = moreNumbers;
    }
    starts[n] = start;
    numbers[n++] = line;
  };
  for (;;) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    add(at, number);
    for (let cut = at + columns; cut < stop; cut += columns) {
      add(cut, -number);
    }
    if (end < 0) {
      break;
    }
    number++;
    at = end + 1;
  }
  return {starts: starts.subarray(0, n), numbers: numbers.subarray(0, n), lines: number};
}

/** @param {{text: string, label: string}} props */
export function Lines({text, label}) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const probe = useRef(/** @type {HTMLSpanElement | null} */ (null));
  const [columns, setColumns] = useState(0);
  useLayoutEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    const measure = () => {
      const wide = (probe.current?.getBoundingClientRect().width ?? 72) / 10;
      setColumns(Math.max(40, Math.floor((element.clientWidth - 24) / wide) - GUTTER));
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  const rows = useMemo(() => (columns > 0 ? rowsOf(text, columns) : null), [text, columns]);
  return h('div', {class: 'lines-view', ref: box},
    h('span', {class: 'lines-probe', ref: probe, 'aria-hidden': 'true'}, '0000000000'),
    rows && h(VirtualList, {
      key: text.length + '/' + columns,
      count: rows.starts.length,
      rowHeight: ROW,
      attributes: {tabIndex: 0, role: 'region', 'aria-label': label},
      row: (/** @type {number} */ i) => {
        const end = i + 1 < rows.starts.length ? rows.starts[i + 1] : text.length;
        const number = rows.numbers[i];
        return h('div', {class: 'lines-row', key: i},
          h('span', {class: 'lines-number', 'data-line': number > 0 ? number : '⤷', 'aria-hidden': 'true'}),
          h('span', {class: 'lines-text'}, visible(text.slice(rows.starts[i], end).replace(/\r?\n$/, ''))));
      },
    }));
}

/**
 * Bytes that are no text.
 *
 * @param {{bytes: Uint8Array, label: string}} props
 */
export function Hex({bytes, label}) {
  return h('div', {class: 'lines-view'}, h(VirtualList, {
    count: Math.ceil(bytes.length / 16),
    rowHeight: ROW,
    attributes: {tabIndex: 0, role: 'region', 'aria-label': label},
    row: (/** @type {number} */ i) => {
      const part = [...bytes.subarray(i * 16, i * 16 + 16)];
      const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ').padEnd(47);
      const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join('');
      return h('div', {class: 'lines-row', key: i},
        h('span', {class: 'lines-number', 'data-line': (i * 16).toString(16).padStart(6, '0'), 'aria-hidden': 'true'}),
        h('span', {class: 'lines-text'}, hex + '  ' + text));
    },
  }));
}
