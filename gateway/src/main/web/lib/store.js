// @ts-check

/**
 * A value that others can follow.
 *
 * @template T
 */
export class Store {
  /** @param {T} value */
  constructor(value) {
    /** @private */
    this.current = value;
    /** @private @type {Set<() => void>} */
    this.followers = new Set();
  }

  get value() {
    return this.current;
  }

  /** @param {T} value */
  set(value) {
    if (value !== this.current) {
      this.current = value;
      this.changed();
    }
  }

  /** Tells all who follow; for values that were changed in place. */
  changed() {
    for (const tell of [...this.followers]) {
      tell();
    }
  }

  /**
   * @param {() => void} tell
   * @returns {() => void} ends it
   */
  subscribe(tell) {
    this.followers.add(tell);
    return () => {
      this.followers.delete(tell);
    };
  }
}

/**
 * What a person has chosen and this browser keeps. Nothing that was recorded belongs here.
 *
 * @param {string} name
 * @param {string} fallback
 */
export function remembered(name, fallback) {
  try {
    return localStorage.getItem('weir.' + name) ?? fallback;
  } catch {
    return fallback;
  }
}

/**
 * @param {string} name
 * @param {string | null} value null forgets it
 */
export function remember(name, value) {
  try {
    if (value === null) {
      localStorage.removeItem('weir.' + name);
    } else {
      localStorage.setItem('weir.' + name, value);
    }
  } catch {
    // A browser that keeps nothing still works.
  }
}
