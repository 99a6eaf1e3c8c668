// @ts-check
// What was said, in pieces: texts, thinking, tool calls with their results, media. For one exchange
// and for sessions alike.
import {h, cls, useEffect, useRef, useState} from './dom.js';
import {Code, Markdown} from './markdown.js';
import {CopyButton} from './clipboard.js';
import {Badge} from './badges.js';
import {base64, body} from './bodies.js';
import {MOST_PIXELS, picture} from './images.js';
import {Preview, isHtml} from './preview.js';
import {bytes, line, of, visible, whole} from './format.js';

/** Parts of one message that are elements at once. */
const AT_ONCE = 200;

/** @typedef {import('../types/api.js').Part} Part */
/** @typedef {import('../types/api.js').Piece} Piece */

/**
 * Where media of a text are: the exchange and the side of it.
 *
 * @typedef {{exchange: string, side: 'request' | 'response'}} Origin
 */

/**
 * @param {object} props
 * @param {Piece[]} props.pieces
 * @param {boolean} [props.plain] true for what people wrote: not taken for Markdown
 * @param {Origin} [props.origin]
 */
export function Said({pieces, plain, origin}) {
  const [most, setMost] = useState(AT_ONCE);
  const shown = pieces.length > most ? pieces.slice(0, most) : pieces;
  return [
    shown.map((piece, i) => h(One, {key: i, piece, plain, origin})),
    shown.length < pieces.length && h('p', {class: 'cut'}, of(pieces.length - shown.length, 'more part'), ' ',
      h('button', {type: 'button', class: 'button', onClick: () => setMost(most * 4)}, 'Show more')),
  ];
}

/** @param {{piece: Piece, plain?: boolean, origin?: Origin}} props */
function One({piece, plain, origin}) {
  switch (piece.type) {
    case 'text':
      return h(Text, {piece, plain, where: whereOf(piece, origin)});
    case 'thinking':
      return h(Folded, {title: 'Thinking', piece, hidden: 'Thinking, hidden by the provider'});
    case 'reminder':
      return h(Folded, {title: 'Put in by the tool', piece});
    case 'summary':
    case 'compaction':
      return h(Folded, {title: 'Summary of what came before', piece});
    case 'refusal':
      return h('div', {class: 'refusal'}, h(Badge, {tone: 'warn'}, 'refusal'), h(Text, {piece, plain: true}));
    case 'tool_call':
      return h(ToolCall, {piece, origin});
    case 'tool_result':
      return h('div', {class: cls('tool-card', piece.isError && 'tool-failed')}, h('p', {class: 'tool-title'}, 'Result', piece.isError && h(Badge, {tone: 'bad'}, 'failed'), h('small', null, 'its call is not here')),
        h('div', {class: 'tool-result'}, h(Result, {parts: piece.parts ?? [], origin})));
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'file':
      return h(Media, {piece, origin});
    default:
      return h('details', {class: 'fold'}, h('summary', null, 'Part of type ', h('code', null, line(piece.dialectType ?? piece.type))),
        h(Code, {text: piece.json ?? JSON.stringify(/** @type {any} */ (piece).raw ?? piece, null, 2)}));
  }
}

/**
 * Where a text is on record, for what the server draws of it; only views of one exchange know.
 *
 * @param {Piece} piece
 * @param {Origin} [origin]
 */
function whereOf(piece, origin) {
  const place = /** @type {{place?: string}} */ (piece).place;
  return origin && place ? {exchange: origin.exchange, place} : undefined;
}

/** @param {{piece: Piece, plain?: boolean, where?: import('./preview.js').Where}} props */
function Text({piece, plain, where}) {
  const text = piece.text ?? '';
  if (text.trim() === '') {
    return null;
  }
  return h('div', {class: 'said-text'},
    plain ? h('div', {class: 'plain', dir: 'auto'}, visible(text)) : h(Markdown, {text, where}),
    where && isHtml(text) && h(Preview, {where}),
    h(Cut, {piece}));
}

/** Says that a text goes on. @param {{piece: Piece}} props */
function Cut({piece}) {
  return piece.chars ? h('p', {class: 'cut'}, 'Cut here: ', of((piece.text ?? '').length, 'character'), ' of ', of(piece.chars, 'character')) : null;
}

/** @param {{title: string, piece: Piece, hidden?: string}} props */
function Folded({title, piece, hidden}) {
  const text = piece.text ?? '';
  if (text.trim() === '') {
    return h('p', {class: 'hidden'}, hidden ?? title + ', empty');
  }
  return h('details', {class: 'fold'},
    h('summary', null, title, h('small', null, of(piece.chars ?? text.length, 'character')), h('span', {class: 'fold-hint'}, line(text, 140))),
    h('div', {class: 'fold-in'}, h('div', {class: 'plain', dir: 'auto'}, visible(text)), h(Cut, {piece})));
}

/** @param {{piece: Piece, origin?: Origin}} props */
function ToolCall({piece, origin}) {
  const result = piece.result;
  const args = piece.argumentsText ?? (piece.arguments === undefined ? '' : typeof piece.arguments === 'string' ? piece.arguments : JSON.stringify(piece.arguments, null, 2));
  return h('details', {class: cls('tool-card', result?.isError && 'tool-failed')},
    h('summary', {class: 'tool-title'}, h('strong', null, line(piece.name ?? 'tool')), h('code', {class: 'tool-line'}, piece.line ?? line(args, 200)),
      piece.serverSide && h(Badge, {title: 'run by the provider'}, 'provider'),
      result ? result.isError && h(Badge, {tone: 'bad'}, 'failed') : origin?.side !== 'response' && h(Badge, {title: 'no request on record brings one'}, 'no result')),
    args !== '' && args !== '{}' && h(Code, {text: args, language: 'arguments'}),
    result && h('div', {class: 'tool-result'},
      h('p', {class: 'tool-result-head'}, result.isError ? 'Failed' : 'Result', result.in && result.in !== origin?.exchange && h('a', {href: '/exchanges/' + encodeURIComponent(result.in)}, 'on the wire')),
      h(Result, {parts: result.parts, origin: result.in ? {exchange: result.in, side: 'request'} : origin})));
}

/** What a tool gave back: text as it is. @param {{parts: Piece[], origin?: Origin}} props */
function Result({parts, origin}) {
  if (parts.length === 0) {
    return h('p', {class: 'none'}, 'empty');
  }
  return parts.map((part, i) => {
    const where = whereOf(part, origin);
    return part.type === 'text' ? h('div', {class: 'result-text', key: i}, h(CopyButton, {text: part.text ?? '', title: 'Copy the result'}), h('pre', {tabIndex: 0, dir: 'auto'}, visible(part.text ?? '')), where && isHtml(part.text ?? '') && h(Preview, {where}), h(Cut, {piece: part}))
      : h(One, {key: i, piece: part, plain: true, origin});
  });
}

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** @param {{piece: Piece, origin?: Origin}} props */
function Media({piece, origin}) {
  const [shown, setShown] = useState('');
  const [said, setSaid] = useState('');
  const part = /** @type {Part & Piece} */ (piece);
  const gone = useRef(false);
  const size = part.base64Length ? Math.floor(part.base64Length * 3 / 4) : part.bytes;
  const isImage = piece.type === 'image' && IMAGES.has(part.mime ?? '') && part.base64Length !== undefined && part.at !== undefined && origin !== undefined;
  useEffect(() => () => URL.revokeObjectURL(shown), [shown]);
  useEffect(() => () => {
    gone.current = true;
  }, []);
  const show = async () => {
    if (!origin || part.at === undefined || part.base64Length === undefined) {
      return;
    }
    try {
      const given = await body(origin.exchange, origin.side, true);
      if (gone.current) {
        return;
      }
      const image = base64(given.bytes, part.at, part.base64Length);
      const about = image && picture(image);
      if (!image) {
        setSaid('The bytes could not be read.');
      } else if (!about) {
        setSaid('The bytes are no PNG, JPEG, GIF or WebP.');
      } else if (about.width * about.height > MOST_PIXELS) {
        setSaid('Too large to draw: ' + whole(about.width) + ' by ' + whole(about.height) + ' pixels.');
      } else {
        // Only as an image of a type that can hold no script, from an address of this page alone.
        setShown(URL.createObjectURL(new Blob([image], {type: about.mime})));
      }
    } catch {
      setSaid('The bytes are not on record any more.');
    }
  };
  useEffect(() => {
    if (isImage && (size ?? 0) < 1_000_000) {
      show();
    }
  }, []);
  return h('figure', {class: 'media'},
    shown && h('img', {src: shown, alt: 'Image of the conversation', onError: () => {
      setShown('');
      setSaid('This is no image that can be shown.');
    }}),
    h('figcaption', null, line(piece.type), part.mime && ', ' + line(part.mime), part.name && ', ' + line(part.name), size !== undefined && ', ' + bytes(size),
      part.url && [', at ', h('code', null, line(part.url))], part.fileId && [', file ', h('code', null, line(part.fileId))],
      isImage && !shown && !said && h('button', {type: 'button', class: 'button', onClick: show}, 'Show'), said && h('span', {class: 'none'}, ' ' + said)));
}

/**
 * The parts of a message as pieces, each call with the result that another message brought.
 *
 * @param {Part[]} parts
 * @param {Map<string, Part>} results by the id of the call
 * @param {Set<string>} taken ids of calls whose result is shown with them
 * @returns {Piece[]}
 */
export function piecesOf(parts, results, taken) {
  /** @type {Piece[]} */
  const out = [];
  for (const part of parts) {
    if (part.type === 'tool_call') {
      const result = part.id ? results.get(part.id) : undefined;
      out.push(/** @type {Piece} */ ({
        ...part,
        line: argumentsLine(part.arguments),
        argumentsText: typeof part.arguments === 'string' ? part.arguments : JSON.stringify(part.arguments ?? {}, null, 2),
        result: result && {in: '', isError: result.isError, parts: /** @type {Piece[]} */ (result.parts ?? [])},
      }));
    } else if (part.type !== 'tool_result' || !part.callId || !taken.has(part.callId)) {
      out.push(/** @type {Piece} */ (part));
    }
  }
  return out;
}

const TELLING = ['command', 'cmd', 'file_path', 'path', 'pattern', 'query', 'url', 'description', 'prompt', 'name'];

/** The telling argument of a call on one line. @param {any} args */
function argumentsLine(args) {
  if (args !== null && typeof args === 'object') {
    for (const name of TELLING) {
      const value = args[name];
      if (typeof value === 'string' || (Array.isArray(value) && value.every((word) => typeof word === 'string'))) {
        return line(Array.isArray(value) ? value.join(' ') : value, 200);
      }
    }
    return line(JSON.stringify(args), 200);
  }
  return line(String(args ?? ''), 200);
}
