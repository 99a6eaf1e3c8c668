// @ts-check
// Who the ids stand for: people and teams that one may see.
import {get} from './api.js';
import {useAsked} from './use.js';
import {Store} from './store.js';
import {useStore} from './dom.js';

/** @typedef {import('../types/api.js').Document} Document */
/** @typedef {{value: string, name: string}} Option */

/** Counts changes, after which it is asked for anew. */
const round = new Store(0);

/** What people and rules there are has changed. */
export function renewed() {
  round.set(round.value + 1);
}

/**
 * @typedef {object} Directory
 * @property {Document[]} users
 * @property {Document[]} teams
 * @property {(id: string | null | undefined) => string} name
 * @property {Option[]} userOptions
 * @property {Option[]} teamOptions
 */

/** @returns {Directory} empty until it is known */
export function useDirectory() {
  const now = useStore(round);
  const users = useAsked((signal) => get('users', {}, signal).catch(() => ({items: []})), [now]);
  const teams = useAsked((signal) => get('teams', {}, signal).catch(() => ({items: []})), [now]);
  /** @type {Document[]} */
  const people = users.value?.items ?? [];
  /** @type {Document[]} */
  const groups = teams.value?.items ?? [];
  const names = new Map([...people, ...groups].map((one) => [one.id, one.name]));
  return {
    users: people,
    teams: groups,
    name: (id) => (id ? names.get(id.replace(/^user:/, '')) ?? id : ''),
    userOptions: people.map((one) => ({value: one.id, name: one.name})),
    teamOptions: groups.map((one) => ({value: one.id, name: one.name})),
  };
}
