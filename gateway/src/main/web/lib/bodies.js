// @ts-check
// The bytes of bodies, the last few kept, since several views of a page look at the same.
import {ApiError, fetched, url} from './api.js';

/**
 * @typedef {object} Body
 * @property {Uint8Array} bytes
 * @property {string | null} text null where the bytes are no UTF-8
 * @property {boolean} decoded false where the content encoding could not be undone
 */

/** @type {Map<string, Promise<Body>>} */
const kept = new Map();

/**
 * A body; null where none is on record.
 *
 * @param {string} id
 * @param {'request' | 'response'} side
 * @param {boolean} decoded true with the content encoding undone
 * @returns {Promise<Body>}
 */
export function body(id, side, decoded) {
  const name = id + side + decoded;
  const known = kept.get(name);
  if (known) {
    return known;
  }
  const asked = load(id, side, decoded).catch((problem) => {
    kept.delete(name);
    throw problem;
  });
  kept.set(name, asked);
  for (const old of kept.keys()) {
    if (kept.size > 4) {
      kept.delete(old);
    }
  }
  return asked;
}

/** @param {string} id @param {'request' | 'response'} side @param {boolean} decoded @returns {Promise<Body>} */
async function load(id, side, decoded) {
  const path = 'exchanges/' + id + '/' + side + '/body';
  let bytes;
  let plain = decoded;
  try {
    bytes = new Uint8Array(await (await fetched(url(path, {decoded: decoded || null}))).arrayBuffer());
  } catch (problem) {
    if (!decoded || !(problem instanceof ApiError) || problem.code !== 'not_decodable') {
      throw problem;
    }
    plain = false;
    bytes = new Uint8Array(await (await fetched(url(path))).arrayBuffer());
  }
  return {bytes, text: utf8(bytes), decoded: plain};
}

/** @param {Uint8Array} bytes @returns {string | null} */
export function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The bytes that stand as base64 in a body.
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {number} length
 * @returns {Uint8Array<ArrayBuffer> | null} null where it is no base64
 */
export function base64(bytes, at, length) {
  // In the body a slash may be written with an escape: the text goes on to its quote.
  const end = bytes.indexOf(0x22, at);
  const text = new TextDecoder('latin1').decode(bytes.subarray(at, end < 0 ? at + length : Math.min(end, at + 2 * length))).replaceAll('\\/', '/').replaceAll('-', '+').replaceAll('_', '/');
  try {
    const binary = atob(text);
    const out = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) {
      out[i] = binary.charCodeAt(i);
    }
    return out;
  } catch {
    return null;
  }
}
