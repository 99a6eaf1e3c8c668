// @ts-check
// The time cursor over all calls of a session.
import {h, useMemo, useRef, styled} from '../../lib/dom.js';
import {offset} from '../../lib/time-axis.js';

/** @typedef {import('../../lib/time-axis.js').TimeAxis} TimeAxis */
/** @typedef {import('../../lib/time-axis.js').Span} Span */

/**
 * @param {object} props
 * @param {import('./spans.js').Times} props.times
 * @param {TimeAxis} props.axis
 * @param {number} props.at
 * @param {(ms: number) => void} props.onSeek
 */
export function Cursor({times, axis, at, onSeek}) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const paths = useMemo(() => ({model: strip(times.model, axis, 3, 12), tools: strip(times.tools, axis, 15, 8)}), [times, axis]);
  const turns = useMemo(() => times.bars.filter((bar) => bar.beginsTurn).map((bar) => bar.from), [times]);
  /** @param {PointerEvent} event */
  const seek = (event) => {
    const rect = /** @type {HTMLElement} */ (box.current).getBoundingClientRect();
    onSeek(axis.recorded(Math.max(0, Math.min(1, (event.clientX - rect.left) / rect.width)) * axis.length));
  };
  return h('div', {
    class: 'cursor', ref: box, tabIndex: 0, role: 'slider', 'aria-label': 'Moment of the session', 'aria-valuemin': 0, 'aria-valuemax': Math.round(times.end),
    'aria-valuenow': Math.round(at), 'aria-valuetext': offset(at, 100) + ' of ' + offset(times.end),
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      box.current?.setPointerCapture(event.pointerId);
      seek(event);
    },
    onPointerMove: (/** @type {PointerEvent} */ event) => {
      if (event.buttons === 1) {
        seek(event);
      }
    },
  },
    h('svg', {viewBox: '0 0 10000 26', preserveAspectRatio: 'none', 'aria-hidden': 'true'}, h('path', {class: 'fill-time-model', d: paths.model}), h('path', {class: 'fill-time-tools', d: paths.tools})),
    turns.length < 200 && turns.map((ms) => h('i', {key: ms, class: 'cursor-turn', 'aria-hidden': 'true', ref: styled({left: axis.shown(ms) * 100 / axis.length + '%'})})),
    h('i', {class: 'cursor-done', 'aria-hidden': 'true', ref: styled({width: axis.shown(at) * 100 / axis.length + '%'})}));
}

/**
 * Spans as one path on a strip of 10,000.
 *
 * @param {Span[]} spans
 * @param {TimeAxis} axis
 * @param {number} top
 * @param {number} tall
 */
export function strip(spans, axis, top, tall) {
  let d = '';
  for (const span of spans) {
    const x = axis.shown(span.from) * 10000 / axis.length;
    const wide = Math.max(4, axis.shown(span.to) * 10000 / axis.length - x);
    d += 'M' + x.toFixed(1) + ' ' + top + 'h' + wide.toFixed(1) + 'v' + tall + 'h-' + wide.toFixed(1) + 'z';
  }
  return d;
}
