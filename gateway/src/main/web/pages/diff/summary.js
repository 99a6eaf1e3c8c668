// @ts-check
// What became of the conversation, and of the provider's cache.
import {h, useMemo} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {bytes, of, percent, visible, whole} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').DiffSide} DiffSide */
/** @typedef {import('../../types/api.js').Derived} Derived */

/** @type {Record<string, (side: DiffSide) => string>} */
const RELATIONS = {
  same: () => 'The same conversation',
  appended: (side) => 'B goes on from A: ' + of(count(side, 'b') - count(side, 'a'), 'message') + ' more',
  shortened: (side) => 'A goes on from B: B has ' + of(count(side, 'a') - count(side, 'b'), 'message') + ' less',
  compacted: () => 'B goes on from a summary',
  edited: () => 'Messages before the end were changed',
  unrelated: () => 'No message is in both',
};

/** @type {Record<string, string>} */
const METHODS = {json: 'The bodies are compared as JSON', text: 'The bodies are compared as text', bytes: 'The bodies are compared as bytes'};

/** @param {DiffSide} side @param {'a' | 'b'} which */
function count(side, which) {
  return side.sections.find((section) => section.name === 'messages')?.[which] ?? 0;
}

/** @param {{side: DiffSide, isRequest: boolean, b: string}} props */
export function Summary({side, isRequest, b}) {
  const said = side.relation ? RELATIONS[side.relation]?.(side) ?? side.relation : null;
  const at = side.bytes.firstDifference;
  return h('div', {class: 'diff-summary'},
    h('p', {class: 'diff-said'}, side.method !== 'turn' ? METHODS[side.method] ?? side.method
      : said && !side.same ? said
      : side.same ? (isRequest ? 'Both requests say the same' : 'Both answers say the same') : 'The answers differ'),
    side.reason && h('p', {class: 'diff-why'}, visible(side.reason)),
    isRequest && side.method === 'turn' && h(Cache, {side, b}),
    h('p', {class: 'quiet'}, side.bytes.same ? 'The bodies are the same to the byte, ' + bytes(side.bytes.a) + '.'
      : 'The bodies part at byte ' + whole(at) + ': ' + percent(side.bytes.shareOfA, 1) + ' of A (' + bytes(side.bytes.a) + ') and ' + percent(side.bytes.shareOfB, 1)
        + ' of B (' + bytes(side.bytes.b) + ') stand before it.' + (side.same ? ' They say the same all the same.' : '')));
}

/**
 * The order in which providers cache, and where B leaves what A has put there.
 *
 * @param {{side: DiffSide, b: string}} props
 */
function Cache({side, b}) {
  const row = useAsked(/** @returns {Promise<Derived | null>} */ (signal) => get('exchanges/' + b + '/derived', {}, signal).catch(() => null), [b]);
  const strip = useMemo(() => stripOf(side), [side]);
  const usage = row.value?.usage;
  const read = usage?.cache_read_tokens;
  const input = usage?.input_tokens;
  return h('div', {class: 'cache-strip'},
    h('div', {class: 'cache-strip-head'},
      h('strong', {class: side.breaksAt === null ? 'tone-ok' : 'tone-warn'}, side.breaksAt === null
        ? '✓ All of A stands at the start of B'
        : '✕ The common start breaks at ' + visible(side.breaksAt)),
      h('span', {class: 'quiet'}, 'in the order in which providers cache: tools, instructions, messages'),
      input !== undefined && h('span', {class: 'cache-strip-read'}, read === undefined ? 'B does not say what it read from the cache'
        : 'B read ' + whole(read) + ' of ' + whole(input) + ' input tokens from the cache, ' + percent(read, input))),
    h('ol', {class: 'cache-strip-parts'}, strip.map((part) => h('li', {key: part.name, class: 'cache-part cache-part-' + part.state, title: part.title}, h('b', {'aria-hidden': 'true'}, part.state === 'same' ? '=' : part.state === 'new' ? '+' : '✕'), part.name,
      h('span', {class: 'sr'}, part.title)))));
}

/** @param {DiffSide} side */
function stripOf(side) {
  /** @type {{name: string, state: 'same' | 'broken' | 'new' | 'after', title: string}[]} */
  const parts = [];
  let broken = false;
  for (const [name, word] of [['tools', 'tools'], ['system', 'instructions']]) {
    const section = side.sections.find((one) => one.name === name);
    if (!section || (section.a === 0 && section.b === 0)) {
      continue;
    }
    const here = side.breaksAt === name;
    parts.push({
      name: name === 'tools' ? of(section.b, 'tool') : section.b === 1 ? word : section.b + ' parts of ' + word, state: here ? 'broken' : broken ? 'after' : 'same',
      title: here ? 'here the common start ends' : broken ? 'after the break: not read from the cache' : 'the same in both',
    });
    broken ||= here;
  }
  const all = count(side, 'b');
  const kept = side.samePrefix;
  if (kept > 0) {
    parts.push({name: of(kept, 'message'), state: broken ? 'after' : 'same', title: broken ? 'the same, but after the break' : 'the same in both'});
  }
  if (all > kept) {
    const breaks = !broken && side.breaksAt !== null;
    parts.push({
      name: of(all - kept, breaks ? 'message that differs or is new' : 'new message', breaks ? 'messages that differ or are new' : 'new messages'),
      state: breaks ? 'broken' : broken ? 'after' : 'new', title: breaks ? 'here the common start ends: ' + side.breaksAt : 'only in B',
    });
  }
  return parts;
}
