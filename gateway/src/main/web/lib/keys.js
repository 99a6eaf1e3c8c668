// @ts-check
// The keys of the console: who is on the page says which they are, and the help sheet lists them.
import {useLayoutEffect} from './dom.js';
import {Store} from './store.js';

/**
 * A key and what it does. Two keys one after the other are written with a space, `g e`; `mod` is
 * Control, and Command on a Mac.
 *
 * @typedef {object} Key
 * @property {string} keys one or more, with commas: `j, ArrowDown`
 * @property {string} does for the help sheet, a verb and an object
 * @property {(event: KeyboardEvent) => void | false} run false leaves the key to others
 * @property {boolean} [typing] true where it also counts while one types
 * @property {boolean} [hidden] true where the help sheet leaves it out
 */

/** @typedef {{scope: string, list: Key[]}} Group */

/** The groups in force; the last one is asked first. @type {Store<Group[]>} */
export const groups = new Store(/** @type {Group[]} */ ([]));

/**
 * Puts keys in force while a component is there.
 *
 * @param {string} scope their heading on the help sheet
 * @param {Key[]} list
 * @param {unknown[]} on what the functions depend on
 */
export function useKeys(scope, list, on) {
  // Before the browser draws, so that the next key already meets what the last one brought.
  useLayoutEffect(() => {
    const group = {scope, list};
    groups.set([...groups.value, group]);
    return () => groups.set(groups.value.filter((other) => other !== group));
  }, on);
}

let before = '';
let beforeAt = 0;

/** @param {KeyboardEvent} event */
function name(event) {
  const mod = event.ctrlKey || event.metaKey;
  return (mod ? 'mod+' : '') + (event.altKey ? 'alt+' : '') + event.key;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement
    && (target.matches('input, textarea, select') || target.isContentEditable);
}

/** Waits for keys. */
export function listen() {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) {
      return;
    }
    const pressed = name(event);
    const sequence = event.timeStamp - beforeAt < 1200 ? before + ' ' + pressed : '';
    const typing = isTyping(event.target);
    for (const wanted of sequence ? [sequence, pressed] : [pressed]) {
      for (const group of [...groups.value].reverse()) {
        for (const key of group.list) {
          if ((typing && !key.typing) || !key.keys.split(', ').includes(wanted)) {
            continue;
          }
          if (key.run(event) !== false) {
            event.preventDefault();
            before = '';
            return;
          }
        }
      }
    }
    before = typing || pressed.length > 1 ? '' : pressed;
    beforeAt = event.timeStamp;
  });
}

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
/** @type {Record<string, string>} */
const SHOWN = {
  ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Enter: '↵', Escape: 'Esc', ' ': 'Space',
};

/**
 * How keys are written for people.
 *
 * @param {string} keys
 * @returns {string[][]} ways, each of one or more keys
 */
export function shown(keys) {
  return keys.split(', ').map((way) => way.split(' ').map((key) => {
    const parts = key.split('+').filter((part) => part !== '');
    return parts.map((part) => part === 'mod' ? (MAC ? '⌘' : 'Ctrl') : SHOWN[part] ?? part).join(' ') || '+';
  }));
}
