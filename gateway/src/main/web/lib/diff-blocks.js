// @ts-check
// Changes as lines beside each other: what the API tells in runs of characters and values.

/** @typedef {import('../types/api.js').DiffChange} DiffChange */
/** @typedef {import('../types/api.js').DiffText} DiffText */

/**
 * A piece of a line.
 *
 * @typedef {object} Piece
 * @property {'same' | 'removed' | 'added' | 'label' | 'cut'} op `label` is a word of the console's own; `cut` says how much is not shown
 * @property {string} text
 */

/** @typedef {Piece[]} Line */

/**
 * Lines that belong together. Where nothing differs both sides are the same lines; `gap` counts
 * characters that are the same and not shown.
 *
 * @typedef {{left: Line[], right: Line[], same: boolean, gap?: undefined} | {gap: number}} Block
 */

/**
 * The runs of two texts as blocks. A block ends where both texts have the same end of a line.
 *
 * @param {DiffText['runs']} runs
 * @returns {Block[]}
 */
export function blocksOf(runs) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Line[]} */
  let left = [[]];
  /** @type {Line[]} */
  let right = [[]];
  let differs = false;
  const flush = () => {
    if (left.some((line) => line.length > 0) || right.some((line) => line.length > 0) || left.length > 1) {
      blocks.push({left, right, same: !differs});
    }
    left = [[]];
    right = [[]];
    differs = false;
  };
  /** @param {Line[]} lines @param {Piece['op']} op @param {string} text */
  const add = (lines, op, text) => {
    text.split('\n').forEach((part, i) => {
      if (i > 0) {
        lines.push([]);
      }
      if (part !== '') {
        lines[lines.length - 1].push({op, text: part});
      }
    });
  };
  /** @param {string} text */
  const same = (text) => {
    text.split('\n').forEach((part, i) => {
      if (i > 0) {
        flush();
      }
      if (part !== '') {
        left[left.length - 1].push({op: 'same', text: part});
        right[right.length - 1].push({op: 'same', text: part});
      }
    });
  };
  for (const run of runs) {
    const hidden = run.end === null ? 0 : run.length - run.text.length - run.end.length;
    if (run.op === 'same') {
      same(run.text);
      if (run.end !== null) {
        flush();
        blocks.push({gap: hidden});
        same(run.end);
      }
      continue;
    }
    differs = true;
    const lines = run.op === 'removed' ? left : right;
    add(lines, run.op, run.text);
    if (run.end !== null) {
      lines[lines.length - 1].push({op: 'cut', text: ' … ' + hidden + ' characters … '});
      add(lines, run.op, run.end);
    }
  }
  flush();
  return blocks;
}

/**
 * A value as lines: messages and their parts as one reads them, all else as JSON.
 *
 * @param {any} value
 * @param {'removed' | 'added'} op
 * @returns {Line[]}
 */
export function linesOf(value, op) {
  /** @type {Line[]} */
  const lines = [];
  /** @param {string} text */
  const put = (text) => {
    for (const part of text.split('\n')) {
      lines.push([{op, text: part}]);
    }
  };
  /** @param {string} text @param {string} [more] */
  const label = (text, more) => lines.push([{op: 'label', text}, ...(more ? [/** @type {Piece} */ ({op, text: ' ' + more})] : [])]);
  /** @param {any} json */
  const plain = (json) => put(JSON.stringify(json, null, 2));
  /** @param {any} part */
  const add = (part) => {
    const {type, cacheMark, ...rest} = part;
    if (cacheMark) {
      label('cache mark', String(cacheMark));
    }
    if (type === 'text' && typeof part.text === 'string') {
      put(part.text);
    } else if ((type === 'thinking' || type === 'refusal' || type === 'compaction') && typeof part.text === 'string') {
      label(type);
      put(part.text === '' ? '(hidden by the provider)' : part.text);
    } else if (type === 'tool_call') {
      label('calls', String(part.name));
      if (typeof part.arguments === 'string') {
        put(part.arguments);
      } else {
        plain(part.arguments);
      }
    } else if (type === 'tool_result' && Array.isArray(part.parts)) {
      label(part.isError ? 'result, an error' : 'result', String(part.name ?? part.callId ?? ''));
      part.parts.forEach(add);
    } else {
      label(String(type));
      plain(rest);
    }
  };
  if (typeof value === 'string') {
    put(value);
  } else if (value !== null && typeof value === 'object' && typeof value.role === 'string' && Array.isArray(value.parts)) {
    label(value.role);
    value.parts.forEach(add);
  } else if (value !== null && typeof value === 'object' && typeof value.type === 'string' && value.name === undefined) {
    add(value);
  } else if (value !== null && typeof value === 'object' && value.type === 'tool_call') {
    add(value);
  } else {
    plain(value);
  }
  return lines;
}

/**
 * A change as blocks; none where its kind says all.
 *
 * @param {DiffChange} change
 * @returns {Block[]}
 */
export function blocksOfChange(change) {
  if (change.text) {
    return blocksOf(change.text.runs);
  }
  if (change.kind !== 'added' && change.kind !== 'removed' && change.kind !== 'changed') {
    return [];
  }
  const before = change.kind === 'added' ? [] : linesOf(change.before, 'removed');
  const after = change.kind === 'removed' ? [] : linesOf(change.after, 'added');
  return [{left: before, right: after, same: false}];
}

/**
 * Rows of two columns. Lines with something in common stand beside each other: the first ones where
 * a block begins with it, else the last ones.
 *
 * @param {{left: Line[], right: Line[]}} block
 * @returns {[Line | null, Line | null][]}
 */
export function beside({left, right}) {
  const tall = Math.max(left.length, right.length);
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  /** @type {(Line | null)[]} */
  const padded = [...short];
  if (short.length < long.length) {
    const first = short.length > 0 && short[0][0]?.op === 'same';
    const at = short.length > 1 ? short.length - 1 : first ? short.length : 0;
    padded.splice(at, 0, ...new Array(long.length - short.length).fill(null));
  }
  /** @type {[Line | null, Line | null][]} */
  const rows = [];
  for (let i = 0; i < tall; i++) {
    rows.push(short === left ? [padded[i], long[i]] : [long[i], padded[i]]);
  }
  return rows;
}
