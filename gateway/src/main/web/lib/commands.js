// @ts-check
// What the palette offers: pages put their commands in force while they are there.
import {useEffect} from './dom.js';
import {Store} from './store.js';

/**
 * @typedef {object} Command
 * @property {string} name a verb and an object
 * @property {() => void} run
 * @property {string} [keys] the keys that do the same
 */

/** @type {Store<Command[][]>} */
export const commands = new Store(/** @type {Command[][]} */ ([]));

/**
 * @param {Command[]} list
 * @param {unknown[]} on what the functions depend on
 */
export function useCommands(list, on) {
  useEffect(() => {
    commands.set([list, ...commands.value]);
    return () => commands.set(commands.value.filter((other) => other !== list));
  }, on);
}
