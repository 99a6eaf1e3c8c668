// @ts-check
// What gets onto the archive, as it happens. One connection for all who follow; none while the page
// is hidden, since a browser has few connections for one host.
import {Store} from './store.js';

/** @typedef {import('../types/api.js').Item} Item */

/**
 * What followers are told: an exchange, or that some were missed and the list is to be asked again.
 *
 * @typedef {{exchange: Item} | {gap: true}} News
 */

/** @type {Store<'off' | 'connecting' | 'live' | 'lost'>} */
export const liveState = new Store(/** @type {'off' | 'connecting' | 'live' | 'lost'} */ ('off'));

/** @type {Set<(news: News) => void>} */
const followers = new Set();
/** @type {EventSource | null} */
let source = null;
let waits = 1;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let wasOpen = false;

/** @param {News} news */
function tell(news) {
  for (const follower of [...followers]) {
    follower(news);
  }
}

function open() {
  clearTimeout(timer);
  if (source || followers.size === 0 || document.hidden) {
    return;
  }
  liveState.set('connecting');
  const stream = new EventSource('/api/v1/tail');
  source = stream;
  stream.addEventListener('open', () => {
    waits = 1;
    liveState.set('live');
    if (wasOpen) {
      tell({gap: true});
    }
    wasOpen = true;
  });
  stream.addEventListener('exchange', (event) => {
    tell({exchange: JSON.parse(event.data)});
  });
  stream.addEventListener('dropped', () => tell({gap: true}));
  stream.addEventListener('error', () => {
    if (source === stream) {
      shut();
      liveState.set('lost');
      timer = setTimeout(open, waits * 1000);
      waits = Math.min(waits * 2, 30);
    }
  });
}

function shut() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    shut();
    liveState.set('off');
  } else {
    open();
  }
});

/**
 * Follows until the returned function is called.
 *
 * @param {(news: News) => void} follower
 */
export function follow(follower) {
  followers.add(follower);
  open();
  return () => {
    followers.delete(follower);
    if (followers.size === 0) {
      shut();
      wasOpen = false;
      liveState.set('off');
    }
  };
}

/**
 * Looks a moment after it is told to, once for all that it is told until then.
 *
 * @param {(signal: AbortSignal) => void} look
 * @param {number} ms
 * @returns {{soon: () => void, stop: () => void}}
 */
export function looker(look, ms) {
  const abort = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        look(abort.signal);
      }, ms);
    },
    stop() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}
