// @ts-check
import {body} from '../../lib/bodies.js';

/** @typedef {import('../../types/api.js').Detail} Detail */

const LONGEST = 100_000;
const OWN = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'accept-encoding', 'expect', 'te', 'trailer', 'upgrade', 'keep-alive', 'proxy-connection']);

/** @param {string} text for a POSIX shell */
function quote(text) {
  return "'" + text.replaceAll("'", "'\\''") + "'";
}

/**
 * The request as a command, without credentials: in their place stands a variable.
 *
 * @param {Detail} exchange
 */
export async function curl(exchange) {
  const origin = exchange.upstream?.origin ?? location.origin;
  const path = exchange.upstream?.path ?? exchange.path;
  const words = ['curl -X ' + exchange.method + ' ' + quote(origin + path + (exchange.query ? '?' + exchange.query : ''))];
  for (const [name, value] of exchange.request.headers) {
    const lower = name.toLowerCase();
    if (OWN.has(lower) || lower.startsWith('x-weir-')) {
      continue;
    }
    if (/\[credential /.test(value)) {
      const bearer = /^bearer /i.test(value) || lower === 'authorization';
      words.push('-H "' + name.replace(/[^\w-]/g, '') + ': ' + (bearer ? 'Bearer ' : '') + '$API_KEY"');
    } else {
      words.push('-H ' + quote(name + ': ' + value));
    }
  }
  if (exchange.request.bytes > 0) {
    const file = '/api/v1/exchanges/' + exchange.id + '/request/body';
    const whole = exchange.request.keptBytes === exchange.request.bytes;
    const given = whole && exchange.request.bytes <= LONGEST ? await body(exchange.id, 'request', false).catch(() => null) : null;
    if (given && given.text !== null && !given.text.includes('\0')) {
      words.push('--data-binary ' + quote(given.text));
    } else {
      words.push('--data-binary @request.body');
      words[0] = '# ' + (whole ? 'the body: curl -o request.body ' + quote(location.origin + file) : 'the body is not whole on record') + '\n' + words[0];
    }
  }
  return words.join(' \\\n  ') + '\n';
}
