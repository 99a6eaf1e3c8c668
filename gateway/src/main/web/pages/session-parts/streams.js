// @ts-check
// How answers came in: what of them was there at which moment.
import {get} from '../../lib/api.js';
import {body} from '../../lib/bodies.js';
import {growthOf} from '../../lib/stream-text.js';

/** @typedef {import('../../lib/stream-text.js').Growth} Growth */

/**
 * The answer of a call as a stream.
 *
 * @typedef {object} Stream
 * @property {(Growth & {atMs: number})[]} grown with milliseconds since the exchange began
 * @property {{atMs: number, bytes: number}[]} chunks
 * @property {number} bytes
 * @property {string} note why the moments are not exact, or why nothing is shown; empty for neither
 */

/** @type {Map<string, Promise<Stream>>} */
const kept = new Map();

/** @param {string} id @returns {Promise<Stream>} */
export function streamOf(id) {
  const known = kept.get(id);
  if (known) {
    return known;
  }
  const asked = load(id);
  kept.set(id, asked);
  asked.catch(() => kept.delete(id));
  for (const old of kept.keys()) {
    if (kept.size > 24) {
      kept.delete(old);
    }
  }
  return asked;
}

/** @param {string} id @returns {Promise<Stream>} */
async function load(id) {
  const path = 'exchanges/' + encodeURIComponent(id);
  const [given, detail] = await Promise.all([get(path + '/response/chunks'), get(path)]);
  /** @type {{atUs: number, bytes: number}[]} */
  const items = given.items;
  const chunks = items.map((chunk) => ({atMs: chunk.atUs / 1000, bytes: chunk.bytes}));
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  let text = null;
  try {
    text = (await body(id, 'response', true)).text;
  } catch {
    return {grown: [], chunks, bytes, note: 'The body of the answer is not on record: only when its pieces came is known.'};
  }
  if (chunks.length === 0) {
    return {grown: [], chunks, bytes, note: 'When its pieces came is not on record: the answer is shown when all of it was there.'};
  }
  if (text === null) {
    return {grown: [], chunks, bytes, note: 'The answer is no text.'};
  }
  /** @type {[string, string][]} */
  const headers = detail.response?.headers ?? [];
  const packed = headers.some(([name, value]) => name.toLowerCase() === 'content-encoding' && value.toLowerCase() !== 'identity');
  return {
    grown: timed(growthOf(text), text, chunks, bytes, packed), chunks, bytes,
    note: packed ? 'The stream came compressed: which words came when is reckoned from the share of its bytes.' : '',
  };
}

/**
 * @param {Growth[]} grown
 * @param {string} text
 * @param {{atMs: number, bytes: number}[]} chunks
 * @param {number} bytes
 * @param {boolean} packed
 */
function timed(grown, text, chunks, bytes, packed) {
  const encoder = new TextEncoder();
  const all = packed ? encoder.encode(text).length : 0;
  let chunk = 0;
  let behind = chunks[0]?.bytes ?? 0;
  let chars = 0;
  let octets = 0;
  return grown.map((one) => {
    octets += encoder.encode(text.slice(chars, one.end)).length;
    chars = one.end;
    const there = packed ? octets * bytes / all : octets;
    while (behind < there && chunk < chunks.length - 1) {
      behind += chunks[++chunk].bytes;
    }
    return {...one, atMs: chunks[chunk]?.atMs ?? 0};
  });
}

/**
 * What of a stream was there, put together.
 *
 * @param {Stream} stream
 * @param {number} ms since the exchange began
 * @returns {{pieces: {kind: 'text' | 'thinking' | 'call', text: string, name?: string}[], chunks: number, bytes: number}}
 */
export function until(stream, ms) {
  /** @type {{kind: 'text' | 'thinking' | 'call', text: string, name?: string}[]} */
  const pieces = [];
  for (const one of stream.grown) {
    if (one.atMs > ms) {
      break;
    }
    const last = pieces[pieces.length - 1];
    if (one.kind === 'call') {
      pieces.push({kind: 'call', name: one.text, text: ''});
    } else if (one.kind === 'arguments') {
      if (last?.kind === 'call') {
        last.text += one.text;
      } else {
        pieces.push({kind: 'call', name: '', text: one.text});
      }
    } else if (last?.kind === one.kind) {
      last.text += one.text;
    } else {
      pieces.push({kind: one.kind, text: one.text});
    }
  }
  let chunks = 0;
  let bytes = 0;
  while (chunks < stream.chunks.length && stream.chunks[chunks].atMs <= ms) {
    bytes += stream.chunks[chunks++].bytes;
  }
  return {pieces, chunks, bytes};
}
