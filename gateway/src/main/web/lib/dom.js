// @ts-check
// Everything that a page draws with. There is no HTML parser in it: elements are made, and what was
// recorded only ever becomes text.
import {h, render, Fragment} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback} from 'preact/hooks';

export {h, render, Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState, useCallback};

/**
 * Class names, without those that do not hold.
 *
 * @param {...(string | false | null | undefined)} names
 */
export function cls(...names) {
  return names.filter(Boolean).join(' ');
}

/**
 * Shows a store's value, and again whenever it changes.
 *
 * @template T
 * @param {import('./store.js').Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [, again] = useState(0);
  useLayoutEffect(() => store.subscribe(() => again((n) => n + 1)), [store]);
  return store.value;
}

/**
 * Sets style properties without a style attribute, which the content security policy forbids.
 *
 * @param {Record<string, string>} properties
 * @returns {(element: HTMLElement | null) => void} for `ref`
 */
export function styled(properties) {
  return (element) => {
    if (element) {
      for (const [name, value] of Object.entries(properties)) {
        element.style.setProperty(name, value);
      }
    }
  };
}
