// @ts-check
// Stacked bars, one for each call of a session; one is chosen with keys or pointer.
import {h, cls, useMemo, useRef, styled} from '../../lib/dom.js';
import {stepOfCount} from '../../lib/scale.js';
import {count} from '../../lib/format.js';

/**
 * @param {object} props
 * @param {string} props.label
 * @param {{id: string, name: string}[]} props.layers from the bottom up
 * @param {number[][]} props.values of each bar, by layer
 * @param {number} props.chosen
 * @param {number[]} props.breaks bars before which a turn begins
 * @param {(index: number) => string} props.says what a bar is, in words
 * @param {(index: number) => void} props.onChoose
 * @param {() => void} props.onOpen
 */
export function Bars({label, layers, values, chosen, breaks, says, onChoose, onOpen}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const largest = useMemo(() => Math.max(1, ...values.map((bar) => bar.reduce((sum, value) => sum + value, 0))), [values]);
  const step = stepOfCount(largest, 4);
  const top = Math.max(step, Math.ceil(largest / step) * step);
  const n = values.length;
  const paths = useMemo(() => layers.map((_, layer) => {
    let d = '';
    values.forEach((bar, i) => {
      const tall = bar[layer] * 1000 / top;
      if (tall > 0) {
        const below = bar.slice(0, layer).reduce((sum, value) => sum + value, 0) * 1000 / top;
        const gap = n > 400 ? 0 : 0.08;
        d += 'M' + (i + gap).toFixed(2) + ' ' + (1000 - below).toFixed(1) + 'v-' + tall.toFixed(1) + 'h' + (1 - 2 * gap).toFixed(2) + 'v' + tall.toFixed(1) + 'z';
      }
    });
    return d;
  }), [values, top]);
  /** @param {PointerEvent | MouseEvent} event */
  const at = (event) => {
    const rect = /** @type {HTMLElement} */ (box.current).getBoundingClientRect();
    return Math.max(0, Math.min(n - 1, Math.floor((event.clientX - rect.left) / rect.width * n)));
  };
  const marks = [];
  for (let y = 0; y <= top; y += step) {
    marks.push(y);
  }
  return h('div', {class: 'bars'},
    h('div', {class: 'bars-scale', 'aria-hidden': 'true'}, marks.map((y) => h('span', {key: y, ref: styled({bottom: y * 100 / top + '%'})}, count(y).replace(/(\.\d*?)0+(?=[kMB]$)/, '$1').replace(/\.(?=[kMB]$)/, '')))),
    h('div', {
      class: 'bars-plot', ref: box, tabIndex: 0, role: 'slider', 'aria-label': label,
      'aria-valuemin': 1, 'aria-valuemax': n, 'aria-valuenow': chosen + 1, 'aria-valuetext': says(chosen),
      onPointerMove: (/** @type {PointerEvent} */ event) => {
        if (event.buttons === 1) {
          onChoose(at(event));
        }
      },
      onPointerDown: (/** @type {PointerEvent} */ event) => onChoose(at(event)),
      onDblClick: onOpen,
    },
      marks.map((y) => h('i', {key: y, class: 'bars-line', 'aria-hidden': 'true', ref: styled({bottom: y * 100 / top + '%'})})),
      h('svg', {viewBox: '0 0 ' + n + ' 1000', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
        paths.map((d, i) => h('path', {key: layers[i].id, class: 'fill-' + layers[i].id, d}))),
      n < 600 && breaks.map((i) => h('i', {key: 'turn' + i, class: 'bars-turn', 'aria-hidden': 'true', ref: styled({left: i * 100 / n + '%'})})),
      h('i', {class: cls('bars-chosen'), 'aria-hidden': 'true', ref: styled({left: chosen * 100 / n + '%', width: 'max(3px, ' + 100 / n + '%)'})})));
}
