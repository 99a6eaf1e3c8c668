// @ts-check
// All of a session in one strip, with the part that is shown below.
import {h, useMemo, useRef, styled} from '../../lib/dom.js';
import {strip} from './cursor.js';

/** @typedef {import('../../lib/time-axis.js').TimeAxis} TimeAxis */

/**
 * @param {object} props
 * @param {import('./spans.js').Times} props.times
 * @param {TimeAxis} props.axis
 * @param {number} props.from
 * @param {number} props.to
 * @param {(from: number, to: number) => void} props.onShow
 */
export function Overview({times, axis, from, to, onShow}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const drag = useRef(/** @type {{x: number, from: number, size: number} | null} */ (null));
  const paths = useMemo(() => ({model: strip(times.model, axis, 4, 12), tools: strip(times.tools, axis, 16, 8)}), [times, axis]);
  /** @param {PointerEvent} event */
  const at = (event) => {
    const rect = /** @type {HTMLElement} */ (box.current).getBoundingClientRect();
    return (event.clientX - rect.left) / rect.width * axis.length;
  };
  return h('div', {
    class: 'overview', ref: box, 'aria-hidden': 'true',
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      const x = at(event);
      const size = to - from;
      const start = x >= from && x <= to && size < axis.length ? from : x - size / 2;
      drag.current = {x, from: start, size};
      /** @type {HTMLElement} */ (box.current).setPointerCapture(event.pointerId);
      onShow(start, start + size);
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      if (drag.current) {
        const start = drag.current.from + at(event) - drag.current.x;
        onShow(start, start + drag.current.size);
      }
    },
    onPointerUp: () => {
      drag.current = null;
    },
    onWheel: (/** @type {WheelEvent} */ event) => {
      if (event.ctrlKey || event.metaKey) {
        return;
      }
      event.preventDefault();
      const x = at(/** @type {any} */ (event));
      const factor = event.deltaY > 0 ? 1.25 : 0.8;
      onShow(x - (x - from) * factor, x + (to - x) * factor);
    },
  },
    h('svg', {viewBox: '0 0 10000 28', preserveAspectRatio: 'none'}, h('path', {class: 'fill-time-model', d: paths.model}), h('path', {class: 'fill-time-tools', d: paths.tools})),
    h('i', {class: 'overview-window', ref: styled({left: from * 100 / axis.length + '%', width: (to - from) * 100 / axis.length + '%'})}));
}
