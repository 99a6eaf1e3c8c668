// @ts-check
// Times, money, sizes and counts for people. What is not known is a dash, never a nought.

export const DASH = '–';

const DAY = new Intl.DateTimeFormat(undefined, {month: 'short', day: '2-digit'});
const YEAR = new Intl.DateTimeFormat(undefined, {year: 'numeric', month: 'short', day: '2-digit'});

/** @param {number} n @param {number} [width] */
function two(n, width = 2) {
  return String(n).padStart(width, '0');
}

/** @param {Date} at */
function clock(at) {
  return two(at.getHours()) + ':' + two(at.getMinutes()) + ':' + two(at.getSeconds());
}

/**
 * A moment in a list: the time of day, with the date where it is another day.
 *
 * @param {string} iso
 * @param {Date} [now]
 */
export function when(iso, now = new Date()) {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString()) {
    return clock(at);
  }
  const day = at.getFullYear() === now.getFullYear() ? DAY : YEAR;
  return day.format(at) + ' ' + clock(at);
}

/**
 * A moment in full, with its milliseconds and the zone.
 *
 * @param {string} iso
 */
export function moment(iso) {
  const at = new Date(iso);
  const minutes = -at.getTimezoneOffset();
  const zone = minutes === 0
    ? 'UTC'
    : 'UTC' + (minutes < 0 ? '−' : '+') + two(Math.floor(Math.abs(minutes) / 60)) + ':' + two(Math.abs(minutes) % 60);
  return at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) + ' ' + clock(at)
    + '.' + two(at.getMilliseconds(), 3) + ' ' + zone;
}

/**
 * How long ago, in one unit.
 *
 * @param {string} iso
 * @param {number} [now]
 */
export function ago(iso, now = Date.now()) {
  const s = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (s < 60) {
    return 'just now';
  }
  if (s < 3600) {
    return Math.floor(s / 60) + ' min ago';
  }
  if (s < 86400) {
    return Math.floor(s / 3600) + ' h ago';
  }
  return Math.floor(s / 86400) + ' d ago';
}

/**
 * @param {number | null | undefined} ms
 */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return DASH;
  }
  if (ms < 1) {
    return Math.round(ms * 1000) + ' µs';
  }
  if (ms < 1000) {
    return (ms < 10 ? ms.toFixed(1) : Math.round(ms)) + ' ms';
  }
  const s = ms / 1000;
  if (s < 60) {
    return s.toFixed(s < 10 ? 2 : 1) + ' s';
  }
  const whole = Math.round(s);
  if (whole < 3600) {
    return Math.floor(whole / 60) + ' m ' + two(whole % 60) + ' s';
  }
  const minutes = Math.round(s / 60);
  return Math.floor(minutes / 60) + ' h ' + two(minutes % 60) + ' m';
}

/** @param {number | null | undefined} n */
export function bytes(n) {
  if (n === null || n === undefined) {
    return DASH;
  }
  if (n < 1024) {
    return n + ' B';
  }
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = n / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return value.toFixed(value < 10 ? 1 : 0) + ' ' + units[unit];
}

const WHOLE = new Intl.NumberFormat('en-US');

/** A count in full. @param {number | null | undefined} n */
export function whole(n) {
  return n === null || n === undefined ? DASH : WHOLE.format(n);
}

/** A count in few characters. @param {number | null | undefined} n */
export function count(n) {
  if (n === null || n === undefined) {
    return DASH;
  }
  for (const [size, letter] of /** @type {[number, string][]} */ ([[1e9, 'B'], [1e6, 'M'], [1e3, 'k']])) {
    if (n >= size * 0.9995) {
      const value = n / size;
      return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + letter;
    }
  }
  return String(n);
}

/** "1 call", "2 calls". @param {number} n @param {string} one @param {string} [many] */
export function of(n, one, many = one + 's') {
  return whole(n) + ' ' + (n === 1 ? one : many);
}

/**
 * Dollars, as exact as they are small. The text is a decimal number: sums of money are never made
 * here.
 *
 * @param {string | null | undefined} usd
 */
export function dollars(usd) {
  if (usd === null || usd === undefined) {
    return DASH;
  }
  const value = Number(usd);
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) {
    return '$0';
  }
  if (size < 0.00005) {
    return sign + '<$0.0001';
  }
  if (size < 1) {
    return sign + '$' + size.toFixed(4);
  }
  return sign + '$' + new Intl.NumberFormat('en-US', {minimumFractionDigits: 2, maximumFractionDigits: 2}).format(size);
}

/** @param {number} part @param {number} all */
export function percent(part, all) {
  if (!(all > 0)) {
    return DASH;
  }
  const value = part * 100 / all;
  // A little is not nothing, and nearly all is not all.
  if (value > 0 && value < 0.05) {
    return '<0.1 %';
  }
  if (value >= 99.95 && value < 100) {
    return '>99.9 %';
  }
  return (value > 0 && value < 0.95 ? value.toFixed(1) : value > 99 && value < 100 ? value.toFixed(1) : value.toFixed(0)) + ' %';
}

/** A member's name as words: `maxTokens` and `max_tokens` are "max tokens". @param {string} name */
export function words(name) {
  return name.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, (_, end, start) => end + ' ' + start.toLowerCase());
}

/** The same where a label begins. @param {string} name */
export function spoken(name) {
  return capital(words(name));
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const HIDDEN_WIDE = /[\u{e0000}-\u{e007f}]/gu;

/** @param {string} c */
function escaped(c) {
  return '\\u{' + (c.codePointAt(0) ?? 0).toString(16) + '}';
}

/**
 * Recorded text with characters that hide or turn text around written as escapes.
 *
 * @param {string} text
 */
export function visible(text) {
  return text.replace(HIDDEN, escaped).replace(HIDDEN_WIDE, escaped);
}

/** The same on one line. @param {string} text @param {number} [most] characters */
export function line(text, most = 400) {
  const short = text.length > most ? text.slice(0, most) + '…' : text;
  return visible(short.replace(/\s+/g, ' ').trim());
}
