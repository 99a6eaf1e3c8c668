// @ts-check
// Time with long stretches in which nothing happens made short.

/** @typedef {{from: number, to: number}} Span milliseconds */

/**
 * Spans that overlap or touch put together, in order.
 *
 * @param {Span[]} spans
 * @returns {Span[]}
 */
export function union(spans) {
  const sorted = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from);
  /** @type {Span[]} */
  const out = [];
  for (const span of sorted) {
    const last = out[out.length - 1];
    if (last && span.from <= last.to) {
      last.to = Math.max(last.to, span.to);
    } else {
      out.push({from: span.from, to: span.to});
    }
  }
  return out;
}

/** @param {Span[]} spans */
export function lengthOf(spans) {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}

/** What of `spans` is not in `others`; both put together. @param {Span[]} spans @param {Span[]} others @returns {Span[]} */
export function without(spans, others) {
  /** @type {Span[]} */
  const out = [];
  let at = 0;
  for (const span of spans) {
    let from = span.from;
    while (at > 0 && others[at - 1].to > from) {
      at--;
    }
    while (at < others.length && others[at].to <= from) {
      at++;
    }
    for (let i = at; i < others.length && others[i].from < span.to; i++) {
      if (others[i].from > from) {
        out.push({from, to: others[i].from});
      }
      from = Math.max(from, others[i].to);
    }
    if (from < span.to) {
      out.push({from, to: span.to});
    }
  }
  return out;
}

/** An axis from recorded to shown time and back. */
export class TimeAxis {
  /**
   * @param {Span[]} busy what keeps its length
   * @param {number} end where it ends; it begins at 0
   * @param {number} most how long a stretch without anything is shown at most; Infinity shortens none
   */
  constructor(busy, end, most) {
    /** Stretches with their places on the axis. @type {{from: number, to: number, at: number, size: number}[]} */
    this.parts = [];
    this.end = end;
    let at = 0;
    let before = 0;
    /** @param {number} from @param {number} to @param {number} size */
    const add = (from, to, size) => {
      if (to > from) {
        this.parts.push({from, to, at, size});
        at += size;
      }
    };
    for (const span of union(busy)) {
      add(before, span.from, Math.min(span.from - before, most));
      add(Math.max(before, span.from), span.to, span.to - Math.max(before, span.from));
      before = Math.max(before, span.to);
    }
    add(before, end, Math.min(end - before, most));
    /** How long it is as shown. */
    this.length = at;
  }

  /** Stretches that are shown shorter than they were. */
  get cuts() {
    return this.parts.filter((part) => part.size < part.to - part.from);
  }

  /** @private @param {'from' | 'at'} key @param {number} value */
  part(key, value) {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.parts[middle][key] <= value) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return this.parts[low];
  }

  /** @param {number} ms recorded @returns {number} shown */
  shown(ms) {
    const part = this.part('from', ms);
    return part ? part.at + Math.max(0, Math.min(1, (ms - part.from) / (part.to - part.from))) * part.size : 0;
  }

  /** @param {number} x shown @returns {number} recorded */
  recorded(x) {
    const part = this.part('at', x);
    return part ? part.from + Math.max(0, Math.min(1, (x - part.at) / part.size)) * (part.to - part.from) : 0;
  }
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 216e5, 432e5, 864e5];

/** How far apart marks stand so that there are at most so many. @param {number} length @param {number} most */
export function stepOf(length, most) {
  return STEPS.find((step) => length / step <= most) ?? 864e5 * Math.ceil(length / 864e5 / most);
}

/** A moment since the beginning, `1:02:03.4`. @param {number} ms @param {number} [step] how far marks are apart */
export function offset(ms, step = 1000) {
  const s = Math.floor(ms / 1000 + 1e-9);
  const part = step < 1000 ? '.' + String(Math.round(ms % 1000)).padStart(3, '0').slice(0, step < 10 ? 3 : step < 100 ? 2 : 1) : '';
  const minutes = Math.floor(s / 60) % 60;
  const hours = Math.floor(s / 3600);
  return (hours > 0 ? hours + ':' + String(minutes).padStart(2, '0') : String(minutes)) + ':' + String(s % 60).padStart(2, '0') + part;
}
