// @ts-check
// Markdown as elements, for what a model wrote. No HTML passes through, and links do not lead
// anywhere: their address is shown.
import {h} from './dom.js';
import {visible} from './format.js';
import {CopyButton} from './clipboard.js';
import {Preview} from './preview.js';

/** Longer texts are shown as they are. */
const MOST = 200_000;

/** @param {{text: string, where?: import('./preview.js').Where}} props where the text is on record */
export function Markdown({text, where}) {
  if (text.length > MOST) {
    return h('div', {class: 'plain', dir: 'auto'}, visible(text));
  }
  return h('div', {class: 'markdown', dir: 'auto'}, blocks(text.replace(/\r\n?/g, '\n').split('\n'), 0, where));
}

// A line is whatever somebody recorded: none of these goes over it more than a few times.
const FENCE = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))([^`]*)$/;
const HTML = /^x?html?\b/i;
const HEADING = /^ {0,3}(#{1,6})(?=\s)/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const BAR = /^:?-+:?$/;

/** With the ends of the lines. @param {string[]} lines */
function lengthOf(lines) {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/**
 * @param {string[]} lines
 * @param {number} depth
 * @param {import('./preview.js').Where} [where]
 * @returns {any[]}
 */
function blocks(lines, depth, where) {
  /** @type {any[]} */
  const out = [];
  let i = 0;
  while (i < lines.length) {
    const line = lines[i];
    const fence = FENCE.exec(line);
    if (fence) {
      let end = i + 1;
      while (end < lines.length && !(lines[end].trim().startsWith(fence[1]) && lines[end].trim().replaceAll(fence[1][0], '') === '')) {
        end++;
      }
      out.push(h(Code, {text: lines.slice(i + 1, end).join('\n'), language: fence[2].trim()}));
      if (where && HTML.test(fence[2].trim())) {
        const from = lengthOf(lines.slice(0, i + 1));
        out.push(h(Preview, {where, from, to: end < lines.length ? from + lengthOf(lines.slice(i + 1, end)) : undefined}));
      }
      i = end + 1;
      continue;
    }
    if (line.trim() === '') {
      i++;
      continue;
    }
    const heading = HEADING.exec(line);
    if (heading) {
      out.push(h('p', {class: 'md-h md-h' + heading[1].length, role: 'heading', 'aria-level': Math.min(6, heading[1].length + 3)}, spans(headed(line.slice(heading[0].length)))));
      i++;
      continue;
    }
    if (RULE.test(line)) {
      out.push(h('hr', null));
      i++;
      continue;
    }
    if (QUOTE.test(line) && depth < 8) {
      const from = i;
      while (i < lines.length && QUOTE.test(lines[i])) {
        i++;
      }
      out.push(h('blockquote', null, blocks(lines.slice(from, i).map((one) => one.replace(QUOTE, '')), depth + 1)));
      continue;
    }
    if (line.includes('|') && i + 1 < lines.length && lines[i + 1].includes('-') && divides(lines[i + 1])) {
      const from = i;
      i += 2;
      while (i < lines.length && lines[i].includes('|') && lines[i].trim() !== '') {
        i++;
      }
      out.push(table(lines.slice(from, i)));
      continue;
    }
    if (ITEM.test(line) && depth < 8) {
      const from = i;
      i++;
      while (i < lines.length && (lines[i].trim() === '' ? i + 1 < lines.length && /^\s+\S|^ {0,3}([-*+]|\d{1,9}[.)])\s/.test(lines[i + 1]) : /^\s/.test(lines[i]) || ITEM.test(lines[i]))) {
        i++;
      }
      out.push(list(lines.slice(from, i), depth));
      continue;
    }
    const from = i;
    i++;
    while (i < lines.length && lines[i].trim() !== '' && !FENCE.test(lines[i]) && !HEADING.test(lines[i]) && !QUOTE.test(lines[i]) && !ITEM.test(lines[i]) && !RULE.test(lines[i])) {
      i++;
    }
    out.push(h('p', null, spans(lines.slice(from, i).join('\n'))));
  }
  return out;
}

/**
 * @param {string[]} lines
 * @param {number} depth
 */
function list(lines, depth) {
  const first = /** @type {RegExpExecArray} */ (ITEM.exec(lines[0]));
  const ordered = /\d/.test(first[2]);
  const indent = first[1].length;
  /** @type {string[][]} */
  const items = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item && item[1].length <= indent + 1) {
      items.push([item[3]]);
    } else {
      const width = Math.min(line.length - line.trimStart().length, indent + first[2].length + 1);
      items[items.length - 1].push(line.slice(width));
    }
  }
  return h(ordered ? 'ol' : 'ul', {start: ordered ? parseInt(first[2], 10) : undefined},
    items.map((item) => h('li', null, item.length === 1 ? spans(item[0]) : blocks(item, depth + 1))));
}

/** @param {string} line */
function cells(line) {
  return line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** Whether a line is the one between a table's head and its rows. @param {string} line */
function divides(line) {
  return line.trim().replace(/^\|/, '').replace(/\|$/, '').split('|').every((cell) => BAR.test(cell.trim()));
}

/** What a heading says, without the signs that may end it. @param {string} text */
function headed(text) {
  const said = text.trim();
  let end = said.length;
  while (end > 0 && said[end - 1] === '#') {
    end--;
  }
  return said.slice(0, end).trimEnd();
}

/** @param {string[]} lines */
function table(lines) {
  return h('div', {class: 'md-table'}, h('table', null,
    h('thead', null, h('tr', null, cells(lines[0]).map((cell) => h('th', null, spans(cell))))),
    h('tbody', null, lines.slice(2).map((line) => h('tr', null, cells(line).map((cell) => h('td', null, spans(cell))))))));
}

const SPAN = /(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)|!?\[([^\][]*)\]\(([^()\s]*)(?:\s[^()]*)?\)|\*\*(?=\S)([\s\S]*?\S)\*\*|__(?=\S)([\s\S]*?\S)__(?!\w)|\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)|(?<!\w)_(?=[^\s_])([\s\S]*?[^\s_])_(?!\w)|~~(?=\S)([\s\S]*?\S)~~|\\([!-/:-@[-`{-~])/g;

/**
 * What is within a line.
 *
 * @param {string} text
 * @param {number} [depth]
 * @returns {any[]}
 */
function spans(text, depth = 0) {
  /** @type {any[]} */
  const out = [];
  let at = 0;
  if (depth < 6 && text.length < 50_000) {
    for (const found of text.matchAll(SPAN)) {
      out.push(visible(text.slice(at, found.index)));
      at = found.index + found[0].length;
      const [, , code, label, target, bold, bold2, soft, soft2, gone, escaped] = found;
      if (code !== undefined) {
        out.push(h('code', null, visible(code)));
      } else if (label !== undefined) {
        out.push(h('span', {class: 'md-link'}, spans(label, depth + 1)), target ? h('span', {class: 'md-target'}, ' (' + visible(target) + ')') : null);
      } else if (bold !== undefined || bold2 !== undefined) {
        out.push(h('strong', null, spans(bold ?? bold2, depth + 1)));
      } else if (soft !== undefined || soft2 !== undefined) {
        out.push(h('em', null, spans(soft ?? soft2, depth + 1)));
      } else if (gone !== undefined) {
        out.push(h('s', null, spans(gone, depth + 1)));
      } else {
        out.push(escaped);
      }
    }
  }
  out.push(visible(text.slice(at)));
  return out;
}

/** A block of code. @param {{text: string, language?: string}} props */
export function Code({text, language}) {
  return h('div', {class: 'code'},
    h('div', {class: 'code-head'}, h('span', null, language ? visible(language.slice(0, 40)) : ''), h(CopyButton, {text, title: 'Copy the code'})),
    h('pre', {tabIndex: 0}, h('code', null, visible(text))));
}
