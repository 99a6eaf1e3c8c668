// @ts-check
// The beginning of a long table, and more of it on request: its columns are as wide as what is in
// them, so rows cannot be drawn by sight as in a list of fixed ones.
import {h, useLayoutEffect, useState} from './dom.js';
import {of, whole} from './format.js';

const AT_ONCE = 200;

/**
 * @template T
 * @param {T[]} items
 * @param {unknown} which another list begins at its beginning
 * @returns {{shown: T[], more: any}} the rows, and what stands below them
 */
export function useSome(items, which) {
  const [most, setMost] = useState(AT_ONCE);
  useLayoutEffect(() => setMost(AT_ONCE), [which]);
  const left = items.length - most;
  return {
    shown: left > 0 ? items.slice(0, most) : items,
    more: left > 0 && h('p', {class: 'table-foot grid-more'}, of(left, 'more row'), ' ',
      h('button', {type: 'button', class: 'button', onClick: () => setMost(most + 5 * AT_ONCE)}, 'Show ' + (left > 5 * AT_ONCE ? whole(5 * AT_ONCE) + ' more' : 'them'))),
  };
}
