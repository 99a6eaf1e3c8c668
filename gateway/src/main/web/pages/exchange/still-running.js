// @ts-check
// An exchange that is not over: how far it is. It turns into the exchange when that is on record.
import {h, useEffect, useState} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {Loading, Problem} from '../../lib/states.js';
import {Badge} from '../../lib/badges.js';
import {DASH, bytes, capital, line, moment, visible, when, whole} from '../../lib/format.js';
import {poll} from '../../lib/poll.js';
import {elapsed, far} from '../running.js';

/** @typedef {import('../../types/api.js').Running} Running */

/** When the exchange is asked for again once the call is over, in milliseconds. */
const AGAIN = [0, 500, 1000, 2000, 4000, 8000];

/**
 * @param {object} props
 * @param {string} props.id
 * @param {string} props.back where the list is
 * @param {unknown} props.problem why there is no exchange
 * @param {() => void} props.again asks for the exchange
 */
export function StillRunning({id, back, problem, again}) {
  const [live, setLive] = useState(/** @type {Running | null} */ (null));
  const [state, setState] = useState(/** @type {'asking' | 'running' | 'unheard' | 'over' | 'none'} */ ('asking'));

  useEffect(() => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let seen = false;
    /** @param {number} n how often it was asked for */
    const ask = (n) => {
      // Of a call that never ran here, once: it may have ended just between two questions.
      if (n >= (seen ? AGAIN.length : 2)) {
        setState('none');
        return;
      }
      timer = setTimeout(() => {
        again();
        ask(n + 1);
      }, AGAIN[n]);
    };
    const stop = poll((signal) => get('live/' + encodeURIComponent(id), {}, signal), (/** @type {Running} */ found) => {
      seen = true;
      setLive(found);
      setState('running');
      document.title = (found.requestedModel ?? found.path) + ' still running · Weir';
    }, (trouble) => {
      const over = trouble instanceof Error && 'status' in trouble && typeof trouble.status === 'number' && trouble.status >= 400 && trouble.status < 500;
      setState((old) => (over ? (seen ? 'over' : old) : seen ? 'unheard' : old));
      if (over) {
        ask(0);
      }
      return !over;
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id]);

  if (state === 'none') {
    return h(Problem, {problem, again, top: true});
  }
  if (!live) {
    return h(Loading, null);
  }
  /** @type {[string, any, string?][]} */
  const figures = [
    ['Started', when(live.startedAt), moment(live.startedAt)],
    ['Running', elapsed(live.elapsedMs)],
    ['Status', live.status || DASH],
    ['Sent', bytes(live.requestBytes), 'bytes of the request body so far'],
    ['Received', bytes(live.responseBytes), 'bytes of the answer so far'],
    ['Chunks', whole(live.chunks)],
    ['Tool', live.caller.client ? line(live.caller.client) : DASH],
    ['Provider', line(live.provider)],
  ];
  return h('div', {class: 'page exchange'},
    h('div', {class: 'exchange-head'},
      h('div', {class: 'crumbs'}, h('a', {href: back}, 'Exchanges'), h('span', {'aria-hidden': 'true'}, '/'), h('code', null, id)),
      h('div', {class: 'headline'},
        h('h1', null, line(live.requestedModel ?? live.method + ' ' + live.path)),
        h('span', {class: 'badges'}, h(Badge, {title: 'it is an exchange when it is over'}, state === 'over' ? 'over' : live.streaming ? 'still streaming' : 'still running'))),
      h('dl', {class: 'figures'}, figures.map(([name, value, title]) => h('div', {key: name, title}, h('dt', null, name), h('dd', {class: 'mono'}, value))))),
    h('div', {class: 'state'},
      h('p', {class: 'state-title'}, state === 'over' ? 'Over, and being put on record' : state === 'unheard' ? 'Weir does not answer' : h('span', {class: 'progress'}, capital(far(live)))),
      h('p', {class: 'state-text'}, state === 'over' ? 'This page turns into the exchange in a moment.'
        : state === 'unheard' ? 'This is how it stood when it was last heard of.'
        : 'This page turns into the exchange when the call is over. What was said so far is shown then.'),
      h('p', {class: 'state-code'}, h('code', null, visible(live.method + ' ' + live.path)))));
}
