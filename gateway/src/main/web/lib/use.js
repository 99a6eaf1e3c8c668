// @ts-check
import {useEffect, useState} from './dom.js';

/**
 * What was asked for.
 *
 * @template T
 * @typedef {object} Asked
 * @property {T | null} value null before the first answer
 * @property {unknown} problem null where there is none
 * @property {boolean} loading
 * @property {() => void} again
 */

/**
 * Asks when something it depends on changes. An answer that comes too late is thrown away; the one
 * before stays in sight while the next is on its way.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {unknown[]} on
 * @returns {Asked<T>}
 */
export function useAsked(ask, on) {
  const [state, setState] = useState(
    /** @type {{value: T | null, problem: unknown, loading: boolean}} */ (
      {value: null, problem: null, loading: true}));
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({...old, loading: true}));
    ask(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) {
          setState({value, problem: null, loading: false});
        }
      },
      (problem) => {
        if (!abort.signal.aborted) {
          setState({value: null, problem, loading: false});
        }
      });
    return () => abort.abort();
  }, [...on, round]);
  return {...state, again: () => setRound((n) => n + 1)};
}
