// @ts-check
// The address says what is shown, all of it: a link opens what its sender saw.
import {Store} from './store.js';

/**
 * Where one is.
 *
 * @typedef {object} Place
 * @property {string} path without a slash at its end
 * @property {URLSearchParams} query
 */

/** @returns {Place} */
function here() {
  const path = location.pathname.replace(/\/+$/, '') || '/';
  return {path, query: new URLSearchParams(location.search)};
}

/** @type {Store<Place>} */
export const place = new Store(here());

/**
 * Goes to an address of the console.
 *
 * @param {string} address path and query
 * @param {boolean} [replace] true where Back shall not lead here
 */
export function go(address, replace = false) {
  if (address === location.pathname + location.search) {
    return;
  }
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  place.set(here());
}

/**
 * The same path with other parameters.
 *
 * @param {Record<string, string | null | undefined>} changes null or empty takes one away
 */
export function withQuery(changes) {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') {
      query.delete(name);
    } else {
      query.set(name, value);
    }
  }
  return address(place.value.path, query);
}

/**
 * @param {string} path
 * @param {URLSearchParams | Record<string, string | null | undefined>} [query]
 */
export function address(path, query) {
  const given = query instanceof URLSearchParams ? [...query] : Object.entries(query ?? {});
  const kept = new URLSearchParams();
  for (const [name, value] of given) {
    if (value !== null && value !== undefined && value !== '') {
      kept.append(name, value);
    }
  }
  const text = kept.toString();
  return text ? path + '?' + text : path;
}

/**
 * Compares a path with a pattern such as `/exchanges/:id`.
 *
 * @param {string} pattern
 * @param {string} path
 * @returns {Record<string, string> | null} what stands in place of the names
 */
export function match(pattern, path) {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) {
    return null;
  }
  /** @type {Record<string, string>} */
  const found = {};
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i].startsWith(':')) {
      try {
        found[wanted[i].slice(1)] = decodeURIComponent(given[i]);
      } catch {
        return null;
      }
    } else if (wanted[i] !== given[i]) {
      return null;
    }
  }
  return found;
}

const NOT_PAGES = /^\/(api|assets|device|oidc|metrics|openapi\.json|livez|readyz)(\/|$)/;

/** Follows links without loading the page again. */
export function listen() {
  addEventListener('popstate', () => place.set(here()));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) {
      return;
    }
    const url = new URL(link.href, location.href);
    if (url.origin === location.origin && !NOT_PAGES.test(url.pathname)) {
      event.preventDefault();
      go(url.pathname + url.search);
    }
  });
}
