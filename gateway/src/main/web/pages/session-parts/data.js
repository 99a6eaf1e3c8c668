// @ts-check
// A session's exchanges and what was said in them, page by page as they come.
import {useEffect, useMemo, useState} from '../../lib/dom.js';
import {get} from '../../lib/api.js';

/** @typedef {import('../../types/api.js').Derived} Derived */
/** @typedef {import('../../types/api.js').Session} Session */
/** @typedef {import('../../types/api.js').Step} Step */
/** @typedef {import('../../types/api.js').Piece} Piece */
/** @typedef {import('../../types/api.js').ContextWindow} ContextWindow */

/** Exchanges of a session that are loaded; a page says so where there are more. */
export const MOST = 20_000;

/**
 * Everything of a paged list of the API.
 *
 * @template T
 * @param {string | null} path null asks nothing
 * @param {import('../../lib/api.js').Params} params
 * @returns {{items: T[], ended: boolean, more: boolean, problem: unknown, again: () => void}}
 */
export function useAll(path, params) {
  const [round, setRound] = useState(0);
  const [state, setState] = useState(/** @type {{items: T[], ended: boolean, more: boolean, problem: unknown}} */ ({items: [], ended: false, more: false, problem: null}));
  useEffect(() => {
    const abort = new AbortController();
    setState({items: [], ended: false, more: false, problem: null});
    const run = async () => {
      /** @type {T[]} */
      let items = [];
      /** @type {string | null} */
      let cursor = null;
      do {
        const page = /** @type {{items: T[], next: string | null}} */ (await get(/** @type {string} */ (path), {...params, cursor}, abort.signal));
        items = [...items, ...page.items];
        cursor = page.next;
        const full = items.length >= MOST;
        setState({items, ended: cursor === null || full, more: full && cursor !== null, problem: null});
        if (full) {
          break;
        }
      } while (cursor !== null);
    };
    if (path !== null) {
      run().catch((problem) => {
        if (!abort.signal.aborted) {
          setState((old) => ({...old, problem}));
        }
      });
    }
    return () => abort.abort();
  }, [path, JSON.stringify(params), round]);
  return {...state, again: () => setRound((n) => n + 1)};
}

/** @param {string} id @returns {ReturnType<typeof useAll<Derived>>} */
export function useRows(id) {
  return useAll('sessions/' + encodeURIComponent(id) + '/exchanges', {limit: 200});
}

/** @param {string} id @returns {ReturnType<typeof useAll<ContextWindow>>} */
export function useContexts(id) {
  return useAll('sessions/' + encodeURIComponent(id) + '/context', {limit: 100});
}

/**
 * What was said, by exchange.
 *
 * @typedef {object} Story
 * @property {Map<string, Step>} steps
 * @property {Map<number, Piece[]>} prompts by turn
 * @property {Map<string, {exchange: string, piece: number}>} agents who started a thread
 */

/**
 * @param {string} id
 * @param {number} cut characters of a text
 * @returns {{story: Story, ended: boolean, problem: unknown}}
 */
export function useStory(id, cut) {
  /** @type {ReturnType<typeof useAll<any>>} */
  const all = useAll('sessions/' + encodeURIComponent(id) + '/turns', {limit: 100, cut});
  const story = useMemo(() => storyOf(all.items), [all.items]);
  return {story, ended: all.ended, problem: all.problem};
}

/** @param {import('../../types/api.js').TurnPage['items']} turns @returns {Story} */
function storyOf(turns) {
  /** @type {Story} */
  const story = {steps: new Map(), prompts: new Map(), agents: new Map()};
  for (const turn of turns) {
    if (turn.begins && turn.turn > 0) {
      story.prompts.set(turn.turn, turn.prompt);
    }
    for (const step of [...turn.steps, ...(turn.background ?? [])]) {
      story.steps.set(step.exchange, step);
    }
    for (const agent of turn.agents ?? []) {
      if (agent.startedBy) {
        story.agents.set(agent.thread, agent.startedBy);
      }
      for (const step of agent.steps) {
        story.steps.set(step.exchange, step);
      }
    }
  }
  return story;
}
