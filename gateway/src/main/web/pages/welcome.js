// @ts-check
// The line to paste for each tool; on an empty archive it waits and turns into the first exchange.
import {h, useEffect, useState, useStore} from '../lib/dom.js';
import {follow} from '../lib/live.js';
import {go} from '../lib/router.js';
import {info} from '../lib/me.js';
import {CopyButton} from '../lib/clipboard.js';
import {visible} from '../lib/format.js';

/**
 * A tool, and what points it at Weir.
 *
 * @type {{tool: string, paste: (proxy: string) => string, note?: string}[]}
 */
const LINES = [
  {tool: 'Any tool, nothing to set', paste: () => 'weir run -- claude', note: 'codex, gemini, opencode, qwen, copilot and any command'},
  {tool: 'Claude Code, Anthropic SDKs', paste: (proxy) => 'export ANTHROPIC_BASE_URL=' + proxy + '/anthropic'},
  {tool: 'OpenAI SDKs', paste: (proxy) => 'export OPENAI_BASE_URL=' + proxy + '/openai/v1'},
  {tool: 'Codex CLI', paste: (proxy) => "codex -c 'openai_base_url=\"" + proxy + "/openai/v1\"'"},
  {tool: 'Gemini CLI', paste: (proxy) => 'export GOOGLE_GEMINI_BASE_URL=' + proxy + '/gemini'},
  {tool: 'Ollama clients', paste: (proxy) => 'export OLLAMA_HOST=' + proxy + '/ollama'},
];

export function Page() {
  return h(Welcome, {waiting: false});
}

/**
 * @param {object} props
 * @param {boolean} props.waiting true where the archive is empty
 * @param {{id: string, path: string, status: number} | null} [props.missed] an exchange that nobody told of
 */
export function Welcome({waiting, missed = null}) {
  const about = useStore(info);
  const [told, setTold] = useState(/** @type {import('../types/api.js').Item | null} */ (null));
  const first = told ?? missed;
  useEffect(() => waiting ? follow((news) => {
    if ('exchange' in news) {
      setTold((old) => old ?? news.exchange);
    }
  }) : undefined, [waiting]);
  useEffect(() => {
    if (first) {
      const timer = setTimeout(() => go('/exchanges/' + first.id), 900);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [first?.id]);

  const proxy = about?.proxy ?? location.origin;
  return h('div', {class: 'page welcome'},
    h('h1', null, waiting ? 'Weir is up' : 'Set up a tool'),
    h('p', {class: 'lead'}, 'Every call that passes through ', h('code', null, proxy), ' is forwarded byte for byte and recorded',
      about?.data && [' in ', h('code', null, visible(about.data))], '. Point a tool at it:'),
    h('dl', {class: 'lines'}, LINES.map((line) => {
      const text = line.paste(proxy);
      return h('div', {class: 'line', key: line.tool},
        h('dt', null, line.tool, line.note && h('small', null, line.note)),
        h('dd', null, h('code', null, text), h(CopyButton, {text, title: 'Copy the line for ' + line.tool})));
    })),
    waiting && h('div', {class: first ? 'wait wait-done' : 'wait', role: 'status'},
      h('i', {'aria-hidden': 'true'}),
      first
        ? h('span', null, 'The first exchange: ', h('code', null, (told ? told.method + ' ' : '') + visible(first.path)), ' ', first.status || 'no answer')
        : h('span', null, 'Waiting for the first exchange. This page turns into it.')),
    waiting && h('p', {class: 'quiet'}, 'Nothing at hand? ', h('code', null, 'weir demo --stay'), ' plays a coding session through a Weir of its own; no key is needed.'),
    h('h2', null, 'Elsewhere'),
    h('ul', {class: 'quiet'},
      h('li', null, 'On the command line: ', h('code', null, 'weir tail'), ', ', h('code', null, 'weir exchanges'), ', ', h('code', null, 'weir show last')),
      h('li', null, 'For programs: ', h('a', {href: '/openapi.json'}, 'the API'), ', ', h('a', {href: '/metrics'}, 'metrics'), ', ', h('a', {href: '/readyz'}, 'readiness'))),
    about?.capture && h('p', {class: 'quiet'}, 'Weir ', visible(about.version), ', capture ', visible(about.capture.mode), ', durability ', visible(about.capture.durability)));
}
