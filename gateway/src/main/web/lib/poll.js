// @ts-check
// Asking again and again, about once a second, while somebody looks; nothing is asked while the
// page is hidden.
import {ApiError} from './api.js';

const USUAL = 1000;
const LONGEST = 10_000;

/**
 * Asks until the returned function is called.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} ask
 * @param {(answer: T) => void} tell
 * @param {(problem: unknown) => boolean} trouble told what went wrong; false where it is in vain to ask again
 * @returns {() => void}
 */
export function poll(ask, tell, trouble) {
  const abort = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wait = USUAL;
  let asking = false;
  const look = async () => {
    clearTimeout(timer);
    if (asking || document.hidden || abort.signal.aborted) {
      return;
    }
    asking = true;
    let again = true;
    try {
      const answer = await ask(abort.signal);
      wait = USUAL;
      if (!abort.signal.aborted) {
        tell(answer);
      }
    } catch (problem) {
      wait = Math.min(wait * 2, LONGEST);
      again = !abort.signal.aborted && trouble(problem);
    }
    asking = false;
    if (again && !abort.signal.aborted) {
      timer = setTimeout(look, wait);
    }
  };
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    clearTimeout(timer);
    abort.abort();
  };
}

/** Whether it may go well another time: Weir does not answer, or has too much to do. @param {unknown} problem */
export function passes(problem) {
  return problem instanceof ApiError && (problem.status === 0 || problem.status >= 500);
}
