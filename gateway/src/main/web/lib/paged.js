// @ts-check
import {ApiError} from './api.js';
import {Store} from './store.js';

const ROWS = 200;

/** Pages on each side of what is in sight that are kept; others are asked for again. */
const NEAR = 15;

/**
 * A long list that is asked for page by page. Of a list over a million rows only the pages near the
 * ones in sight are in memory; of the others the cursors are.
 *
 * @template {{id: string}} T
 */
export class Paged {
  /**
   * @param {(cursor: string | null, limit: number, signal: AbortSignal) => Promise<{items: T[], next: string | null}>} ask
   */
  constructor(ask) {
    /** @private */
    this.ask = ask;
    /** @private @type {{cursor: string | null, start: number, items: T[] | null, stays?: boolean}[]} */
    this.pages = [];
    /** @private @type {Map<number, AbortController>} */
    this.asking = new Map();
    /** @type {unknown} */
    this.problem = null;
    this.ended = false;
    /** Rows that are known to exist. */
    this.count = 0;
    /** Where the list was left. */
    this.scroll = 0;
    /** @type {string | null} */
    this.selected = null;
    /** Changes with the list; for `useStore`. @type {Store<number>} */
    this.changes = new Store(0);
    /** @private @type {string | null} */
    this.next = null;
  }

  /** @private */
  tell() {
    this.changes.set(this.changes.value + 1);
  }

  get loading() {
    return this.asking.size > 0;
  }

  get begun() {
    return this.pages.length > 0 || this.problem !== null;
  }

  /**
   * The row at a place, null where it is not here; {@link see} brings it.
   *
   * @param {number} index
   * @returns {T | null}
   */
  at(index) {
    const page = this.pages[this.pageOf(index)];
    return page?.items?.[index - page.start] ?? null;
  }

  /** @private @param {number} index a page may be short and not the last */
  pageOf(index) {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.pages[middle].start <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * @param {string} id
   * @returns {number} -1 where it is not among the rows here
   */
  indexOf(id) {
    for (const page of this.pages) {
      const i = page.items?.findIndex((item) => item.id === id) ?? -1;
      if (i >= 0) {
        return page.start + i;
      }
    }
    return -1;
  }

  /**
   * Tells which rows are in sight: asks for what is missing, lets go of what is far.
   *
   * @param {number} first
   * @param {number} last
   */
  see(first, last) {
    const from = this.pageOf(first);
    const to = this.pageOf(last);
    for (let p = from; p <= to && p < this.pages.length; p++) {
      if (this.pages[p].items === null) {
        this.load(p);
      }
    }
    if (!this.ended && last >= this.count - ROWS / 2) {
      this.load(this.pages.length);
    }
    for (let p = 0; p < this.pages.length; p++) {
      const page = this.pages[p];
      if ((p < from - NEAR || p > to + NEAR) && !page.stays) {
        page.items = null;
      }
    }
  }

  /** Asks for a page, again after a failure. @param {number} p */
  load(p) {
    if (this.asking.has(p)) {
      return;
    }
    const cursor = p < this.pages.length ? this.pages[p].cursor : this.next;
    const abort = new AbortController();
    this.asking.set(p, abort);
    this.tell();
    this.ask(cursor, ROWS, abort.signal).then(
      (page) => {
        this.asking.delete(p);
        this.problem = null;
        if (p >= this.pages.length) {
          this.pages.push({cursor, start: this.count, items: page.items});
          this.next = page.next;
          this.count += page.items.length;
          this.ended = page.next === null;
        } else {
          this.pages[p].items = page.items;
        }
        this.tell();
      },
      (problem) => {
        this.asking.delete(p);
        if (!abort.signal.aborted) {
          this.problem = problem instanceof Error ? problem : new ApiError(0, 'internal', String(problem));
          this.tell();
        }
      });
  }

  /**
   * Puts rows in front that came since. They have no cursor and are kept.
   *
   * @param {T[]} items the newest first
   */
  prepend(items) {
    for (const page of this.pages) {
      page.start += items.length;
    }
    this.pages.unshift({cursor: null, start: 0, items, stays: true});
    this.count += items.length;
    this.tell();
  }

  /** Nothing of it is wanted any more. */
  close() {
    for (const abort of this.asking.values()) {
      abort.abort();
    }
    this.asking.clear();
  }
}
