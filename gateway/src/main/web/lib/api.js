// @ts-check
// The one way to the server. A call that needs a sign-in says so to `signIn`, and the shell asks.
import {Store} from './store.js';

/** Why the server wants somebody to sign in; null while it does not. @type {Store<string | null>} */
export const signIn = new Store(/** @type {string | null} */ (null));

/** An answer that is an error, or no answer. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where nothing was answered
   * @param {string} code
   * @param {string} message
   * @param {{start?: number, end?: number, suggestion?: string}} [at] where in a query it is wrong
   */
  constructor(status, code, message, at = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.start = at.start;
    this.end = at.end;
    this.suggestion = at.suggestion;
  }
}

/** @typedef {Record<string, string | number | boolean | null | undefined>} Params */

/**
 * @param {string} path below /api/v1/
 * @param {Params} [params]
 */
export function url(path, params) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, String(value));
    }
  }
  const text = query.toString();
  return '/api/v1/' + path + (text ? '?' + text : '');
}

/**
 * @param {string} address
 * @param {RequestInit} [init]
 * @returns {Promise<Response>} that went well
 */
export async function fetched(address, init) {
  let response;
  try {
    response = await fetch(address, {credentials: 'same-origin', cache: 'no-store', ...init});
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'unreachable', 'Weir does not answer. Is it still running?');
  }
  if (response.ok) {
    return response;
  }
  let code = 'internal';
  let message = 'Weir answered ' + response.status;
  let at = {};
  try {
    const error = (await response.json()).error;
    code = error.code ?? code;
    message = error.message ?? message;
    at = error;
  } catch {
    // Not Weir's own answer: a proxy in between.
  }
  if (response.status === 401) {
    signIn.set(message);
  }
  throw new ApiError(response.status, code, message, at);
}

/**
 * Asks.
 *
 * @param {string} path below /api/v1/
 * @param {Params} [params]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} the page that asks states the type, from types/api.d.ts
 */
export async function get(path, params, signal) {
  return (await fetched(url(path, params), {signal})).json();
}

/**
 * Changes something.
 *
 * @param {'POST' | 'PUT' | 'DELETE'} method
 * @param {string} path below /api/v1/
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function send(method, path, body) {
  const init = body === undefined
    ? {method}
    : {method, body: JSON.stringify(body), headers: {'content-type': 'application/json'}};
  return (await fetched('/api/v1/' + path, init)).json();
}
