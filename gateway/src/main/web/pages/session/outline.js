// @ts-check
// A session as rows: human turns, their steps, the branches of sub-agents, calls in the background.

/** @typedef {import('../../types/api.js').Derived} Derived */

/**
 * A row of the outline.
 *
 * @typedef {object} Entry
 * @property {'turn' | 'step' | 'agent' | 'background' | 'switch' | 'summary'} type
 * @property {string} id
 * @property {number} depth
 * @property {Derived} row the exchange, of a branch its first
 * @property {number} turn
 * @property {string} [before] the exchange before it, from which a turn can be read
 * @property {number} [steps] of a turn or branch
 * @property {number} [errors]
 * @property {string} [from] the model of the step before
 */

/** @param {Derived} row */
export function failed(row) {
  return row.outcome !== 'complete' || row.status >= 400;
}

/** @param {Derived} row */
function model(row) {
  return row.answeredModel ?? row.requestedModel ?? '';
}

/**
 * The outline of the rows, oldest first.
 *
 * @param {Derived[]} rows
 * @param {Set<string>} folded ids of entries whose steps are not shown
 * @returns {Entry[]}
 */
export function outlineOf(rows, folded) {
  /** @type {{turn: Entry, items: Entry[], agents: Map<string, Entry & {items: Entry[]}>, background: Entry[]}[]} */
  const turns = [];
  let lastModel = '';
  rows.forEach((row, i) => {
    const at = row.place;
    const thread = at?.thread ?? 'main';
    const kind = at?.kind ?? 'main';
    const conversation = kind === 'main' || kind === 'summary';
    const number = at?.turn ?? 0;
    const main = thread === 'main' && conversation;
    let now = turns[turns.length - 1];
    if (!now || (main && number !== now.turn.turn)) {
      const before = i > 0 ? rows[i - 1].id : '';
      now = {turn: {type: 'turn', id: 'turn-' + (main ? number : 0) + '-' + row.id, depth: 0, row, turn: main ? number : 0, before, steps: 0, errors: 0}, items: [], agents: new Map(), background: []};
      turns.push(now);
    }
    now.turn.steps = (now.turn.steps ?? 0) + 1;
    now.turn.errors = (now.turn.errors ?? 0) + (failed(row) ? 1 : 0);
    /** @type {Entry} */
    const step = {type: kind === 'summary' ? 'summary' : 'step', id: row.id, depth: 1, row, turn: now.turn.turn};
    if (!conversation) {
      now.background.push({...step, depth: 2});
    } else if (thread !== 'main') {
      let branch = now.agents.get(thread);
      if (!branch) {
        branch = {type: 'agent', id: 'agent-' + thread + '-' + row.id, depth: 1, row, turn: now.turn.turn, steps: 0, errors: 0, items: []};
        now.agents.set(thread, branch);
        now.items.push(branch);
      }
      branch.steps = (branch.steps ?? 0) + 1;
      branch.errors = (branch.errors ?? 0) + (failed(row) ? 1 : 0);
      branch.items.push({...step, depth: 2});
    } else {
      const name = model(row);
      if (lastModel && name && name !== lastModel && !name.startsWith(lastModel) && !lastModel.startsWith(name)) {
        now.items.push({type: 'switch', id: 'switch-' + row.id, depth: 1, row, turn: now.turn.turn, from: lastModel});
      }
      lastModel = name || lastModel;
      now.items.push(step);
    }
  });
  /** @type {Entry[]} */
  const out = [];
  for (const {turn, items, background} of turns) {
    out.push(turn);
    if (folded.has(turn.id)) {
      continue;
    }
    for (const item of items) {
      out.push(item);
      if (item.type === 'agent' && !folded.has(item.id)) {
        out.push(.../** @type {any} */ (item).items);
      }
    }
    if (background.length > 0) {
      const id = 'background-' + turn.id;
      out.push({type: 'background', id, depth: 1, row: background[0].row, turn: turn.turn, steps: background.length});
      // Background calls are folded unless unfolded: the set says the opposite for them.
      if (folded.has(id)) {
        out.push(...background);
      }
    }
  }
  return out;
}
