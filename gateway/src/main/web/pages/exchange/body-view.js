// @ts-check
// A body: as a tree where it is JSON or a stream of it, else as text; and both messages byte by byte.
import {h, useMemo, useState} from '../../lib/dom.js';
import {url} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {body} from '../../lib/bodies.js';
import {events} from '../../lib/sse.js';
import {JsonTree} from '../../lib/json-tree.js';
import {Hex, Lines} from '../../lib/lines.js';
import {Choice} from '../../lib/choice.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {CopyButton} from '../../lib/clipboard.js';
import {Icon} from '../../lib/icons.js';
import {bytes, of} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Detail} Detail */
/** @typedef {'request' | 'response'} Side */

/** @type {{id: Side, name: string}[]} */
const SIDES = [{id: 'request', name: 'Request'}, {id: 'response', name: 'Response'}];

/** @param {string[][]} headers @param {string} name */
export function field(headers, name) {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
}

/**
 * Why there is no body to show; null where there is one.
 *
 * @param {Detail} exchange
 * @param {Side} side
 */
export function absent(exchange, side) {
  const message = exchange[side];
  if (!message) {
    return {title: 'There was no answer', text: 'The call ended before one came: ' + exchange.endReason.replaceAll('_', ' ') + '.'};
  }
  if (message.bytes === 0) {
    return {title: 'No body', text: 'The ' + side + ' had none.'};
  }
  if (message.keptBytes === 0) {
    return {title: 'The body is not on record', text: exchange.capture === 'metadata' || exchange.capture === 'off'
      ? 'The capture mode was ' + exchange.capture + '; ' + bytes(message.bytes) + ' passed.'
      : 'It was not kept (' + (exchange.losses.join(', ').replaceAll('_', ' ') || 'its time is over') + '); ' + bytes(message.bytes) + ' passed.'};
  }
  return null;
}

/** @param {{exchange: Detail, side: Side}} props */
export function BodyView({exchange, side}) {
  const none = absent(exchange, side);
  const asked = useAsked(() => (none ? Promise.resolve(null) : body(exchange.id, side, true)), [exchange.id, side]);
  const type = field(exchange[side]?.headers ?? [], 'content-type');
  const parsed = useMemo(() => (asked.value?.text ? parse(asked.value.text, type) : null), [asked.value]);
  const [asText, setAsText] = useState(false);
  if (none) {
    return h(Empty, {title: none.title}, h('p', null, none.text));
  }
  if (asked.problem) {
    return h(Problem, {problem: asked.problem, again: asked.again});
  }
  if (!asked.value) {
    return h(Loading, {what: 'Loading ' + bytes(exchange[side]?.keptBytes)});
  }
  const {text, bytes: raw, decoded} = asked.value;
  const pretty = asText && parsed ? JSON.stringify(parsed.value, null, 2) : text;
  const label = side === 'request' ? 'Request body' : 'Response body';
  return h('div', {class: 'fill'},
    h('div', {class: 'strip'},
      h('span', {class: 'quiet'}, type || 'no content type', ', ', bytes(raw.length), decoded && raw.length !== exchange[side]?.keptBytes ? ' decoded' : '', !decoded && ' as it passed: its content encoding cannot be undone',
        parsed && parsed.note ? ', ' + parsed.note : ''),
      h('span', {class: 'strip-tools'},
        parsed && h('button', {type: 'button', class: 'button button-quiet', 'aria-pressed': asText ? 'true' : 'false', onClick: () => setAsText(!asText)}, 'As text'),
        text !== null && h(CopyButton, {text, label: 'Copy'}),
        h('a', {class: 'button button-quiet', href: url('exchanges/' + exchange.id + '/' + side + '/body'), download: exchange.id + '.' + side}, h(Icon, {name: 'download'}), 'Bytes'))),
    parsed && !asText ? h(JsonTree, {value: parsed.value, label})
    : pretty !== null ? h(Lines, {text: pretty, label})
    : h(Hex, {bytes: raw, label}));
}

/**
 * JSON, or a list of the events of a stream.
 *
 * @param {string} text
 * @param {string} type
 * @returns {{value: any, note: string} | null}
 */
function parse(text, type) {
  if (/event-stream/i.test(type) || /^(event|data|id|:)[: ]/.test(text)) {
    const list = events(text);
    if (list.length > 0) {
      return {value: list.map((event) => json(event.data) ?? event.data), note: of(list.length, 'event')};
    }
  }
  const whole = json(text);
  if (whole !== undefined) {
    return whole !== null && typeof whole === 'object' ? {value: whole, note: ''} : null;
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 1 && lines.length < 200_000) {
    const list = lines.map(json);
    if (list.every((item) => item !== undefined)) {
      return {value: list, note: of(list.length, 'line')};
    }
  }
  return null;
}

/** @param {string} text @returns {any} undefined where it is no JSON */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Both messages as they passed. @param {{exchange: Detail}} props */
export function RawView({exchange}) {
  const [side, setSide] = useState(/** @type {Side} */ ('request'));
  const [decoded, setDecoded] = useState(false);
  const none = absent(exchange, side);
  const asked = useAsked(() => (none ? Promise.resolve(null) : body(exchange.id, side, decoded)), [exchange.id, side, decoded]);
  const message = exchange[side];
  const encoded = field(message?.headers ?? [], 'content-encoding') !== '';
  const head = side === 'request'
    ? exchange.request.method + ' ' + exchange.request.target + ' ' + exchange.request.version
    : exchange.response ? exchange.response.version + ' ' + exchange.response.status + ' ' + exchange.response.reason : '';
  const fields = (message?.headers ?? []).map(([name, value]) => name + ': ' + value).join('\n');
  const given = asked.loading ? null : asked.value;
  return h('div', {class: 'fill'},
    h('div', {class: 'strip'},
      h(Choice, {label: 'Message', options: SIDES, chosen: side, onChoose: (/** @type {string} */ id) => setSide(id === 'response' ? 'response' : 'request')}),
      encoded && h('label', {class: 'check'}, h('input', {type: 'checkbox', checked: decoded, onChange: () => setDecoded(!decoded)}), 'Content encoding undone'),
      h('span', {class: 'strip-tools'},
        given?.text && h(CopyButton, {text: head + '\n' + fields + '\n\n' + given.text, label: 'Copy'}),
        message && message.keptBytes > 0 && h('a', {class: 'button button-quiet', href: url('exchanges/' + exchange.id + '/' + side + '/body'), download: exchange.id + '.' + side}, h(Icon, {name: 'download'}), 'Bytes'))),
    asked.problem ? h(Problem, {problem: asked.problem, again: asked.again})
    : asked.loading && !none ? h(Loading, null)
    : given && given.text === null ? [h('pre', {class: 'raw-head', tabIndex: 0}, head + '\n' + fields), h(Hex, {bytes: given.bytes, label: 'Bytes'})]
    : h(Lines, {text: head + '\n' + fields + '\n\n' + (given?.text ?? '(' + (none?.title ?? 'no body') + ')'), label: 'Message'}));
}
