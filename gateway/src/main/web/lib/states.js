// @ts-check
// Waiting, nothing there, and what went wrong: the same everywhere.
import {h} from './dom.js';
import {ApiError} from './api.js';
import {visible} from './format.js';

/** @param {{what?: string}} props */
export function Loading({what = 'Loading'}) {
  return h('div', {class: 'state', role: 'status'}, h('span', {class: 'state-wait', 'aria-hidden': 'true'}), what + '…');
}

/**
 * @param {{title: string, top?: boolean, children?: any}} props `top` where it is all that the page shows
 */
export function Empty({title, top, children}) {
  return h('div', {class: 'state'}, h(top ? 'h1' : 'p', {class: 'state-title'}, title), children);
}

/**
 * What went wrong, in the server's words, and what can be done.
 *
 * @param {{problem: unknown, again?: () => void, what?: string, top?: boolean}} props `top` where it is all that the page shows
 */
export function Problem({problem, again, what, top}) {
  const error = problem instanceof ApiError ? problem : null;
  const message = problem instanceof Error ? problem.message : String(problem);
  return h('div', {class: 'state state-bad', role: 'alert'},
    h(top ? 'h1' : 'p', {class: 'state-title'}, what ?? title(error)),
    h('p', {class: 'state-text'}, visible(message)),
    error && error.status > 0 && h('p', {class: 'state-code'}, h('code', null, error.code), ' · HTTP ' + error.status),
    again && h('button', {type: 'button', class: 'button', onClick: again}, 'Try again'));
}

/** @param {ApiError | null} error */
function title(error) {
  if (!error) {
    return 'This page has a fault';
  }
  switch (error.code) {
    case 'unreachable':
      return 'Weir does not answer';
    case 'forbidden':
      return 'Not for your role';
    case 'exchange_not_found':
    case 'session_not_found':
    case 'not_found':
      return 'Not found';
    case 'archive_damaged':
      return 'The archive is damaged here';
    case 'overloaded':
      return 'Weir has too much to do';
    default:
      return error.status >= 500 ? 'Weir could not answer' : 'This cannot be shown';
  }
}
