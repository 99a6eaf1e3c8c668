// @ts-check
import {h, cls, useEffect, useLayoutEffect, useRef, useState, styled} from './dom.js';

/** Browsers do not draw elements that are taller. */
const TALLEST = 15_000_000;
const OVER = 12;

/**
 * A list of which only the rows in sight are elements. All rows have one height.
 *
 * @param {object} props
 * @param {number} props.count
 * @param {number} props.rowHeight
 * @param {(index: number) => any} props.row
 * @param {(first: number, last: number) => void} [props.onSee]
 * @param {number} [props.start] where it begins, in pixels
 * @param {(top: number) => void} [props.onScroll]
 * @param {number} [props.lead] rows that stand above all others: what is in sight stays where it is when they change
 * @param {number | null} [props.reveal] a row that shall be in sight
 * @param {any} [props.head] above the rows, stays
 * @param {any} [props.foot] below the last row
 * @param {string} [props.class]
 * @param {Record<string, any>} [props.attributes] of the element that scrolls
 */
export function VirtualList(props) {
  const {count, rowHeight, row, onSee, head, foot} = props;
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({top: props.start ?? 0, height: 800});

  const tall = count * rowHeight;
  const drawn = Math.min(tall, TALLEST);
  // Where rows are many, a pixel of the scroll bar is more than a pixel of rows.
  const factor = tall > drawn ? (tall - view.height) / Math.max(1, drawn - view.height) : 1;
  const offset = view.top * factor;
  const first = Math.max(0, Math.floor(offset / rowHeight) - OVER);
  const last = Math.min(count - 1, Math.ceil((offset + view.height) / rowHeight) + OVER);

  useLayoutEffect(() => {
    const element = /** @type {HTMLDivElement} */ (box.current);
    element.scrollTop = props.start ?? 0;
    const measure = () => setView({top: element.scrollTop, height: element.clientHeight});
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);

  const led = useRef(props.lead ?? 0);
  useLayoutEffect(() => {
    const element = box.current;
    const more = (props.lead ?? 0) - led.current;
    led.current = props.lead ?? 0;
    if (element && more !== 0 && element.scrollTop > rowHeight / 2) {
      element.scrollTop = Math.max(0, element.scrollTop + more * rowHeight / factor);
      setView({top: element.scrollTop, height: element.clientHeight});
    }
  }, [props.lead]);

  useEffect(() => {
    onSee?.(first, Math.max(first, last));
  }, [first, last, count]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && props.reveal !== null && props.reveal !== undefined && props.reveal >= 0) {
      const headHeight = /** @type {HTMLElement | null} */ (element.querySelector('.v-head'))?.offsetHeight ?? 0;
      const top = props.reveal * rowHeight;
      const free = element.clientHeight - headHeight;
      if (top < offset) {
        element.scrollTop = top / factor;
      } else if (top + rowHeight > offset + free) {
        element.scrollTop = (top + rowHeight - free) / factor;
      }
    }
  }, [props.reveal]);

  const rows = [];
  for (let i = first; i <= last; i++) {
    rows.push(row(i));
  }
  const shift = factor === 1 ? first * rowHeight : Math.max(0, view.top - (offset - first * rowHeight));
  return h('div', {
    ...props.attributes,
    class: cls('v-box', props.class),
    ref: box,
    onScroll: () => {
      const element = /** @type {HTMLDivElement} */ (box.current);
      setView({top: element.scrollTop, height: element.clientHeight});
      props.onScroll?.(element.scrollTop);
    },
  },
    head && h('div', {class: 'v-head', role: 'rowgroup'}, head),
    h('div', {class: 'v-all', role: head ? 'rowgroup' : undefined, ref: styled({height: drawn + 'px'})},
      h('div', {class: 'v-rows', role: 'presentation', ref: styled({transform: 'translateY(' + shift + 'px)'})}, rows)),
    foot);
}
