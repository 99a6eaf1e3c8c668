// @ts-check
import {get} from '../../lib/api.js';
import {info, me} from '../../lib/me.js';
import {useDirectory} from '../../lib/directory.js';
import {useAsked} from '../../lib/use.js';
import {h, useStore} from '../../lib/dom.js';
import {Empty} from '../../lib/states.js';
import {visible} from '../../lib/format.js';

/** What lists and forms know besides their documents: people, providers, names of keys and rules. @returns {import('./kinds.js').Known} */
export function useKnown() {
  const about = useStore(info);
  const directory = useDirectory();
  /** @param {string} what */
  const items = (what) => useAsked((signal) => get(what, {}, signal).catch(() => ({items: []})), []).value?.items ?? [];
  /** @type {{name: string}[]} */
  const keys = items('keys');
  /** @type {{name: string}[]} */
  const redactions = items('redactions');
  /** @type {{id: string, name: string}[]} */
  const routes = items('routes');
  return {
    directory, providers: about?.providers ?? [], keys: [...new Set(keys.map((one) => one.name))], redactions: redactions.map((one) => one.name),
    routeOptions: routes.map((one) => ({value: one.id, name: one.name})),
  };
}

/**
 * The head of an administration page: title, how many, what can be done.
 *
 * @param {{title: string, count?: number, lead?: string, children?: any}} props
 */
export function Head({title, count, lead, children}) {
  return h('div', {class: 'admin-head'},
    h('div', null, h('h1', null, title, count !== undefined && h('span', {class: 'admin-count'}, ' ' + count)), lead && h('p', {class: 'quiet'}, lead)),
    h('div', {class: 'bar-tools'}, children));
}

/** Where one is below a list. @param {{href: string, list: string, name: string, id?: string}} props */
export function Crumbs({href, list, name, id}) {
  return h('div', {class: 'crumbs'}, h('a', {href}, list), h('span', {'aria-hidden': 'true'}, '/'), h('span', null, visible(name)), id && h('code', {class: 'crumbs-id'}, visible(id)));
}

/** In place of a page where the Weir has no people, or one's role does not see it. */
export function NotForYou() {
  const who = useStore(me);
  return h(Empty, {title: 'Not for your role', top: true}, h('p', null, who === null
    ? 'This Weir has no people and rules. It gets them with access.rules or access.sign_in.' : 'You are signed in as ' + who.role + '. Ask an owner or admin.'));
}
