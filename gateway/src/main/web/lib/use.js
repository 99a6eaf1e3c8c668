// @ts-check
import {useEffect, useMemo, useState} from './dom.js';

/**
 * What was asked for.
 *
 * @template T
 * @typedef {object} Asked
 * @property {T | null} value null before the first answer
 * @property {unknown} problem null where there is none
 * @property {boolean} loading true from the moment in which something else is asked for
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
    /** @type {{value: T | null, problem: unknown, to: object | null}} */ (
      {value: null, problem: null, to: null}));
  const [round, setRound] = useState(0);
  const question = useMemo(() => ({}), [...on, round]);
  useEffect(() => {
    const abort = new AbortController();
    ask(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) {
          setState({value, problem: null, to: question});
        }
      },
      (problem) => {
        if (!abort.signal.aborted) {
          setState({value: null, problem, to: question});
        }
      });
    return () => abort.abort();
  }, [question]);
  return {value: state.value, problem: state.problem, loading: state.to !== question, again: () => setRound((n) => n + 1)};
}
