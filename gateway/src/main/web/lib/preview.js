// @ts-check
// Recorded HTML, drawn on request. What draws it is not this page: a frame without any right shows a
// document that the server has written anew, from what is on record.
import {h, useState} from './dom.js';
import {url} from './api.js';

/** Where a text is on record: its exchange and its place there. @typedef {{exchange: string, place: string}} Where */

const DOCUMENT = /^\s*(?:<!--[\s\S]{0,500}?-->\s*)?(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html|head|body)[\s>]/i;

/** Whether a text is an HTML document. @param {string} text */
export function isHtml(text) {
  return DOCUMENT.test(text);
}

/** @param {{where: Where, from?: number, to?: number}} props */
export function Preview({where, from, to}) {
  const [shown, setShown] = useState(false);
  return h('div', {class: 'preview'},
    h('button', {type: 'button', class: 'button', 'aria-expanded': shown ? 'true' : 'false', onClick: () => setShown(!shown)}, shown ? 'Close the preview' : 'Preview'),
    shown && h('iframe', {
      sandbox: '', class: 'preview-frame', title: 'Preview of recorded HTML', referrerpolicy: 'no-referrer',
      src: url('exchanges/' + encodeURIComponent(where.exchange) + '/preview', {part: where.place, from: from || null, to}),
    }));
}
