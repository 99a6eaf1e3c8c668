// @ts-check
import {Store, remember, remembered} from './store.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @type {Store<Theme>} */
export const theme = new Store(read());

/** @returns {Theme} */
function read() {
  const kept = remembered('theme', 'system');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** From the system's to light, to dark, and round. */
export function nextTheme() {
  const next = /** @type {Theme} */ (theme.value === 'system' ? 'light' : theme.value === 'light' ? 'dark' : 'system');
  remember('theme', next === 'system' ? null : next);
  if (next === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = next;
  }
  theme.set(next);
}
