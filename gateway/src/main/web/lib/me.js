// @ts-check
// Who one is, and what Weir says about itself.
import {ApiError, get, signIn} from './api.js';
import {Store} from './store.js';

/** @typedef {import('../types/api.js').Me} Me */
/** @typedef {import('../types/api.js').Info} Info */

/** Null before it is known, and on a Weir without people. @type {Store<Me | null>} */
export const me = new Store(/** @type {Me | null} */ (null));
/** @type {Store<Info | null>} */
export const info = new Store(/** @type {Info | null} */ (null));

/** Asks what Weir is and who one is; a Weir that wants a sign-in says so to `signIn`. */
export async function recognise() {
  info.set(await get('info'));
  if (!info.value?.rules) {
    me.set(null);
    return;
  }
  try {
    const known = /** @type {Me} */ (await get('me'));
    signIn.set(null);
    me.set(known);
  } catch (problem) {
    // The shell asks for a sign-in.
    if (!(problem instanceof ApiError) || problem.status !== 401) {
      throw problem;
    }
    me.set(null);
  }
}

/** Whether one manages people and rules. @param {Me | null} who */
export function manages(who) {
  return who !== null && (who.role === 'owner' || who.role === 'admin');
}

/** Whether one sees what all did. @param {Me | null} who null on a Weir without people */
export function seesAll(who) {
  return who === null || who.role !== 'member';
}
