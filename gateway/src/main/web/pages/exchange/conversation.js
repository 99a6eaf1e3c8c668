// @ts-check
// What was said in one exchange: what the request brought, and the answer.
import {h, cls, useMemo, useState} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {Badge} from '../../lib/badges.js';
import {Said, piecesOf} from '../../lib/said.js';
import {Code} from '../../lib/markdown.js';
import {line, of, visible, whole, words} from '../../lib/format.js';
import {useKeys} from '../../lib/keys.js';

/** @typedef {import('../../types/api.js').Detail} Detail */
/** @typedef {import('../../types/api.js').Derived} Derived */
/** @typedef {import('../../types/api.js').Turn} Turn */
/** @typedef {import('../../types/api.js').Message} Message */
/** @typedef {import('../../types/api.js').Part} Part */

const CUT = 20_000;
const AT_ONCE = 40;

/** So few earlier messages are shown at once. */
const FEW = 10;

/**
 * Gives each part its place, by which the server finds it again.
 *
 * @param {Turn} turn
 */
function placed(turn) {
  /** @param {string} side @param {Message[]} messages */
  const each = (side, messages) => messages.forEach((message, m) => message.parts.forEach((part, p) => {
    const place = side + '.' + m + '.' + p;
    Object.assign(part, {place});
    part.parts?.forEach((inner, i) => Object.assign(inner, {place: place + '.' + i}));
  }));
  each('request', turn.request.messages);
  each('response', turn.response.choices.map((choice) => choice.message));
  return turn;
}

/** @param {{exchange: Detail, row: Derived | null}} props */
export function Conversation({exchange, row}) {
  const [cut, setCut] = useState(true);
  const asked = useAsked(async (signal) => placed(await get('exchanges/' + exchange.id + '/turn', {cut: cut ? CUT : null}, signal)), [exchange.id, cut]);
  useKeys('Conversation', [
    {keys: 'z', does: 'Unfold everything in sight, or fold it', run: foldAll},
  ], []);
  if (asked.problem) {
    return h(Problem, {problem: asked.problem, again: asked.again});
  }
  /** @type {Turn | null} */
  const turn = asked.value;
  if (!turn) {
    return h(Loading, null);
  }
  const {request, response} = turn;
  const nothing = request.messages.length === 0 && !request.system && response.choices.length === 0 && !response.error && !turn.items;
  return h('div', {class: 'conversation'},
    turn.findings.length > 0 && h('ul', {class: 'findings'}, turn.findings.map((finding, i) => h('li', {key: i}, h(Badge, {tone: 'warn'}, finding.side), visible(finding.sentence), finding.detail && h('small', null, ' ' + visible(finding.detail))))),
    cut && hasCut(turn) && h('p', {class: 'strip-note'}, 'Long texts are cut after ' + of(CUT, 'character') + '. ', h('button', {type: 'button', class: 'button', onClick: () => setCut(false)}, 'Show them whole')),
    nothing && h(Empty, {title: 'Nothing was said here'}, h('p', null, row ? 'This call (' + row.endpoint.replaceAll('_', ' ') + ') carries no conversation; its request and response are beside.' : '')),
    h(Setting, {request}),
    h(Messages, {key: exchange.id, messages: request.messages, origin: exchange.id, response}),
    turn.items && turn.items.map((item, i) => h('section', {class: 'batch', key: i}, h('h2', null, 'Call ' + (i + 1), item.customId && h('code', null, ' ' + visible(item.customId))),
      h(Messages, {messages: item.request.messages, origin: exchange.id, response: item.response}))),
    h(Ending, {exchange, turn}));
}

function foldAll() {
  const all = [...document.querySelectorAll('.conversation details, .session-read details')];
  const open = all.some((one) => one instanceof HTMLDetailsElement && !one.open);
  for (const one of all) {
    if (one instanceof HTMLDetailsElement) {
      one.open = open;
    }
  }
}

/** @param {any} value @returns {boolean} */
function hasCut(value) {
  if (Array.isArray(value)) {
    return value.some(hasCut);
  }
  if (value !== null && typeof value === 'object') {
    return typeof value.chars === 'number' || ['request', 'response', 'messages', 'system', 'parts', 'choices', 'message', 'items'].some((name) => hasCut(value[name]));
  }
  return false;
}

/** System prompt, tools and parameters, folded. @param {{request: Turn['request']}} props */
function Setting({request}) {
  const system = request.system ?? [];
  const size = system.reduce((sum, part) => sum + (part.chars ?? part.text?.length ?? 0), 0);
  const tools = request.tools ?? [];
  const parameters = Object.entries(request.parameters ?? {});
  return h('div', {class: 'setting'},
    system.length > 0 && h('details', {class: 'fold'}, h('summary', null, 'System prompt', h('small', null, of(size, 'character'))), h('div', {class: 'fold-in'}, h(Said, {pieces: /** @type {any} */ (system), plain: true}))),
    tools.length > 0 && h('details', {class: 'fold'}, h('summary', null, of(tools.length, 'tool'), h('span', {class: 'fold-hint'}, tools.map((tool) => line(tool.name, 40)).join(', '))),
      h('div', {class: 'fold-in tools-list'}, tools.map((tool, i) => h('details', {key: i}, h('summary', null, h('strong', null, line(tool.name)), ' ', tool.serverSide && h(Badge, null, 'provider'), h('span', {class: 'fold-hint'}, line(tool.description ?? '', 160))),
        tool.description && h('div', {class: 'plain'}, visible(tool.description)), tool.schema !== undefined && h(Code, {text: JSON.stringify(tool.schema, null, 2), language: 'schema'}))))),
    parameters.length > 0 && h('details', {class: 'fold'}, h('summary', null, 'Parameters', h('span', {class: 'fold-hint'}, parameters.map(([name, value]) => line(words(name), 40) + ' ' + line(JSON.stringify(value), 40)).join(', '))),
      h('div', {class: 'fold-in'}, h(Code, {text: JSON.stringify(request.parameters, null, 2), language: 'parameters'}))));
}

/**
 * @param {{messages: Message[], origin: string, response: Turn['response']}} props
 */
function Messages({messages, origin, response}) {
  const results = useMemo(() => {
    /** @type {Map<string, Part>} */
    const found = new Map();
    for (const message of messages) {
      for (const part of message.parts) {
        if (part.type === 'tool_result' && part.callId) {
          found.set(part.callId, part);
        }
      }
    }
    return found;
  }, [messages]);
  const taken = useMemo(() => {
    const ids = new Set();
    for (const message of messages) {
      for (const part of message.parts) {
        if (part.type === 'tool_call' && part.id && results.has(part.id)) {
          ids.add(part.id);
        }
      }
    }
    return ids;
  }, [messages, results]);

  // What is new stands behind the model's last words; what came before is folded.
  let fresh = messages.findLastIndex((message) => message.role === 'assistant') + 1;
  if (fresh >= messages.length || messages.slice(fresh).every((message) => message.parts.every((part) => part.type === 'tool_result' && taken.has(part.callId ?? '')))) {
    // Nothing but results, which stand with their calls: the calls belong to what is new.
    fresh = Math.max(0, messages.slice(0, fresh).findLastIndex((message) => message.role === 'assistant'));
  }
  const [from, setFrom] = useState(fresh <= FEW ? 0 : fresh);
  const first = Math.min(from, fresh);
  return h('div', {class: 'messages'},
    first > 0 && h('div', {class: 'earlier'}, h('span', null, of(first, 'earlier message')),
      h('button', {type: 'button', class: 'button', onClick: () => setFrom(Math.max(0, first - AT_ONCE))}, 'Show ' + (first > AT_ONCE ? whole(AT_ONCE) + ' more' : 'them')),
      first > AT_ONCE && h('button', {type: 'button', class: 'button', onClick: () => setFrom(0)}, 'Show all')),
    messages.slice(first).map((message, i) => {
      const pieces = piecesOf(message.parts, results, taken);
      return pieces.length === 0 ? null : h(Speaker, {key: first + i, role: message.role, word: message.roleWord, earlier: first + i < fresh, name: message.name},
        h(Said, {pieces, plain: message.role !== 'assistant', origin: {exchange: origin, side: 'request'}}));
    }),
    response.choices.map((choice, i) => h(Speaker, {
      key: 'choice' + i, role: 'assistant', answer: true, name: response.choices.length > 1 ? 'choice ' + choice.index : undefined,
      note: choice.stop && choice.stop !== 'stop' && choice.stop !== 'tool_call' ? 'stopped: ' + line(choice.stopWord ?? choice.stop) : undefined,
    }, choice.message.parts.length === 0 ? h('p', {class: 'none'}, 'An empty answer') : h(Said, {pieces: piecesOf(choice.message.parts, results, new Set()), origin: {exchange: origin, side: 'response'}}))),
    response.embeddings && h(Speaker, {role: 'assistant', answer: true}, h('p', null, of(response.embeddings.count, 'embedding'), ' of ', of(response.embeddings.dimensions ?? 0, 'dimension'))),
    response.countedTokens !== undefined && h(Speaker, {role: 'assistant', answer: true}, h('p', null, of(response.countedTokens, 'token'), ' counted')),
    response.error && h('div', {class: 'error-card', role: 'note'}, h(Badge, {tone: 'bad'}, line(response.error.type ?? 'error')), h('p', null, visible(response.error.message)), response.error.code && h('code', null, line(response.error.code))));
}

/** @type {Record<string, string>} */
const ROLES = {user: 'User', assistant: 'Model', system: 'System', developer: 'Developer', tool: 'Tool', other: 'Other'};

/** @param {{role: string, word?: string, name?: string, earlier?: boolean, answer?: boolean, note?: string, children?: any}} props */
function Speaker({role, word, name, earlier, answer, note, children}) {
  return h('section', {class: cls('message', 'message-' + role, earlier && 'message-earlier', answer && 'message-answer')},
    h('h2', {class: 'message-role'}, answer ? 'Answer' : ROLES[role] ?? role, word && h('small', null, line(word)), name && h('small', null, line(name)), note && h(Badge, {tone: 'warn'}, note)),
    h('div', {class: 'message-in'}, children));
}

/** How it ended, where that was not well. @param {{exchange: Detail, turn: Turn}} props */
function Ending({exchange, turn}) {
  switch (exchange.outcome) {
    case 'complete':
      return null;
    case 'client_disconnect':
      return h('p', {class: 'ending'}, 'The client left here', turn.streamed ? ', in the middle of the answer' : '', '. What came until then is on record.');
    case 'refused':
      return h('p', {class: 'ending'}, 'Weir refused this call: ', exchange.endReason.replaceAll('_', ' '), exchange.errorCode ? ' (' + exchange.errorCode + ')' : '', '. Nothing was sent to the provider.');
    case 'interrupted':
      return h('p', {class: 'ending'}, 'Weir was stopped while this went on. What had been written until then is on record.');
    default:
      return h('p', {class: 'ending'}, 'The provider failed: ', exchange.endReason.replaceAll('_', ' '), ', in phase ', exchange.endPhase, '.');
  }
}
