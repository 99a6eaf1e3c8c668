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
    /** Rows of the pages that are known to exist. */
    this.rows = 0;
    /** Rows that stand above those of the pages, and are on none. @type {T[]} */
    this.lead = [];
    /** @private what is in sight */
    this.seen = [0, 0];
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

  /** Rows that are known to exist, those above all others included. */
  get count() {
    return this.lead.length + this.rows;
  }

  /** @param {T[]} rows which stand above all others */
  setLead(rows) {
    this.lead = rows;
    this.tell();
  }

  /**
   * The row at a place, null where it is not here; {@link see} brings it.
   *
   * @param {number} index
   * @returns {T | null}
   */
  at(index) {
    if (index < this.lead.length) {
      return this.lead[index] ?? null;
    }
    const row = index - this.lead.length;
    const page = this.pages[this.pageOf(row)];
    return page?.items?.[row - page.start] ?? null;
  }

  /** @private @param {number} index without the rows above; a page may be short and not the last */
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
    const above = this.lead.findIndex((item) => item.id === id);
    if (above >= 0) {
      return above;
    }
    for (const page of this.pages) {
      const i = page.items?.findIndex((item) => item.id === id) ?? -1;
      if (i >= 0) {
        return this.lead.length + page.start + i;
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
    this.seen = [first, last];
    const from = this.pageOf(first - this.lead.length);
    const to = this.pageOf(last - this.lead.length);
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
        this.notTwice(page.items);
        if (p >= this.pages.length) {
          this.pages.push({cursor, start: this.rows, items: page.items});
          this.next = page.next;
          this.rows += page.items.length;
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

  /** @private @param {T[]} items what is on a page stands above no more */
  notTwice(items) {
    const ids = new Set(items.map((item) => item.id));
    this.lead = this.lead.filter((item) => !ids.has(item.id));
  }

  /** The ids of all rows that are here. */
  ids() {
    const ids = new Set(this.lead.map((item) => item.id));
    for (const page of this.pages) {
      page.items?.forEach((item) => ids.add(item.id));
    }
    return ids;
  }

  /**
   * Takes over a new first page, with what came since: it stands in the place of the rows as far down as it reaches. What is above all others and on
   * it is no longer above.
   *
   * @param {T[]} items the newest first
   * @param {boolean} all true where nothing is behind them
   * @returns {boolean} false where it does not reach the rows that are here
   */
  renew(items, all) {
    const last = items.at(-1)?.id;
    const p = all ? this.pages.length : this.pages.findIndex((page) => page.items?.some((item) => item.id === last));
    if (p < 0) {
      return false;
    }
    this.close();
    const rest = this.pages.slice(p);
    if (rest.length > 0) {
      const left = rest[0].items ?? [];
      rest[0] = {cursor: null, start: 0, items: left.slice(left.findIndex((item) => item.id === last) + 1), stays: true};
    }
    const gone = rest.length > 0 ? rest[0].items?.length ?? 0 : 0;
    const behind = rest.length > 1 ? this.rows - rest[1].start : 0;
    const shift = items.length + gone - (rest[1]?.start ?? 0);
    this.pages = [{cursor: null, start: 0, items, stays: true}, ...rest];
    rest.forEach((page, i) => {
      page.start = i === 0 ? items.length : page.start + shift;
    });
    this.rows = items.length + gone + behind;
    if (all) {
      this.next = null;
      this.ended = true;
    }
    this.notTwice(items);
    this.tell();
    this.see(this.seen[0], this.seen[1]);
    return true;
  }

  /** Nothing of it is wanted any more. */
  close() {
    for (const abort of this.asking.values()) {
      abort.abort();
    }
    this.asking.clear();
  }
}
