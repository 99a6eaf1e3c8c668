// @ts-check
// What the first bytes of an image say it is. A browser draws whatever an image says it is, so they
// are looked at before it does.

/** @typedef {{mime: string, width: number, height: number}} Picture */

/** More pixels are not drawn: a file of a few bytes can stand for gigabytes of them. */
export const MOST_PIXELS = 50_000_000;

/**
 * The image that the bytes are; null where they are none of PNG, JPEG, GIF and WebP.
 *
 * @param {Uint8Array} bytes
 * @returns {Picture | null}
 */
export function picture(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
  } catch (problem) {
    // Beyond the end: an image that was cut before its size.
    if (problem instanceof RangeError) {
      return null;
    }
    throw problem;
  }
}

/** @param {DataView} view @param {number} at @param {string} text */
function says(view, at, text) {
  return [...text].every((letter, i) => view.getUint8(at + i) === letter.charCodeAt(0));
}

/** @param {DataView} view @returns {Picture | null} */
function png(view) {
  return view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a && says(view, 12, 'IHDR')
    ? {mime: 'image/png', width: view.getUint32(16), height: view.getUint32(20)} : null;
}

/** @param {DataView} view @returns {Picture | null} */
function gif(view) {
  return says(view, 0, 'GIF87a') || says(view, 0, 'GIF89a')
    ? {mime: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true)} : null;
}

/** @param {DataView} view @param {number} at */
function three(view, at) {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}

/** @param {DataView} view @returns {Picture | null} */
function webp(view) {
  if (!says(view, 0, 'RIFF') || !says(view, 8, 'WEBP')) {
    return null;
  }
  if (says(view, 12, 'VP8X')) {
    return {mime: 'image/webp', width: three(view, 24) + 1, height: three(view, 27) + 1};
  }
  if (says(view, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return {mime: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1};
  }
  return says(view, 12, 'VP8 ') ? {mime: 'image/webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff} : null;
}

/** The size stands in the first segment that begins a frame. @param {DataView} view @returns {Picture | null} */
function jpeg(view) {
  if (view.getUint16(0) !== 0xffd8) {
    return null;
  }
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const begins = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (begins) {
      return {mime: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5)};
    }
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return null;
}
