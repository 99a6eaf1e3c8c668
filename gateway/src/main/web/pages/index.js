// @ts-check
// Every page of the console: its address, its name, and the module that draws it. README.md says how
// to add one.

/**
 * A page. The module's `Page` is drawn with `{params}`, what stands in place of the names in `path`.
 *
 * @typedef {object} Page
 * @property {string} path its address; `:name` stands for one segment
 * @property {string} title for the tab and the palette
 * @property {() => Promise<{Page: (props: {params: Record<string, string>}) => any}>} load
 * @property {string} [nav] its name in the navigation; pages without one are reached from others
 * @property {'read' | 'admin'} [group] where in the navigation
 * @property {string} [key] the second key of `g …`
 * @property {string} [icon] of the navigation; the path's first segment where absent
 * @property {boolean} [bare] true for a page without navigation that needs no sign-in
 * @property {(me: import('../lib/me.js').Me | null) => boolean} [shown] false hides it from the navigation
 */

/** True on a Weir with people. @param {import('../lib/me.js').Me | null} who */
function known(who) {
  return who !== null;
}

/**
 * The list of a kind of documents, and one of them.
 *
 * @param {string} path
 * @param {string} kind
 * @param {string} name
 * @param {string} icon
 * @param {string} key
 * @param {(me: import('../lib/me.js').Me | null) => boolean} shown
 * @returns {Page[]}
 */
function documents(path, kind, name, icon, key, shown) {
  const load = () => import('./admin/documents.js').then((module) => module.of(kind));
  return [{path, title: name, nav: name, group: 'admin', icon, key: key || undefined, shown, load}, {path: path + '/:id', title: name, load}];
}

/** @type {Page[]} */
export const PAGES = [
  {path: '/exchanges', title: 'Exchanges', nav: 'Exchanges', group: 'read', key: 'e', load: () => import('./exchanges.js')},
  {path: '/exchanges/:id', title: 'Exchange', load: () => import('./exchange.js')},
  {path: '/sessions', title: 'Sessions', nav: 'Sessions', group: 'read', key: 's', load: () => import('./sessions.js')},
  {path: '/sessions/:id', title: 'Session', load: () => import('./session.js')},
  {path: '/sessions/:id/timeline', title: 'Timeline of a session', load: () => import('./session-timeline.js')},
  {path: '/sessions/:id/context', title: 'Context of a session', load: () => import('./session-context.js')},
  {path: '/sessions/:id/replay', title: 'Replay of a session', load: () => import('./session-replay.js')},
  {path: '/exchanges/:id/context', title: 'Context of a request', load: () => import('./exchange-context.js')},
  {path: '/diff', title: 'Compare', nav: 'Compare', group: 'read', key: 'd', load: () => import('./diff.js')},
  {path: '/cost', title: 'Cost and usage', nav: 'Cost', group: 'read', key: 'c', load: () => import('./cost.js')},
  {path: '/errors', title: 'Errors', nav: 'Errors', group: 'read', key: 'r', load: () => import('./errors.js')},
  {path: '/health', title: 'Health', nav: 'Health', group: 'read', key: 'h', load: () => import('./health.js')},
  {path: '/welcome', title: 'Set up a tool', load: () => import('./welcome.js')},
  ...documents('/admin/people', 'users', 'People', 'people', 'p', known),
  ...documents('/admin/teams', 'teams', 'Teams', 'teams', '', known),
  {path: '/admin/keys', title: 'Provider keys', nav: 'Provider keys', group: 'admin', icon: 'key', key: 'k', shown: known, load: () => import('./admin/keys.js')},
  {path: '/admin/keys/:id', title: 'Provider key', load: () => import('./admin/keys.js')},
  ...documents('/admin/routes', 'routes', 'Routes', 'routes', 'o', known),
  {path: '/admin/tokens', title: 'Tokens', nav: 'Tokens', group: 'admin', icon: 'token', key: 't', shown: known, load: () => import('./admin/tokens.js')},
  {path: '/admin/tokens/:id', title: 'New token', load: () => import('./admin/tokens.js')},
  ...documents('/admin/limits', 'limits', 'Limits', 'limits', 'l', known),
  ...documents('/admin/policies', 'policies', 'Policies', 'policies', 'y', known),
  ...documents('/admin/redactions', 'redactions', 'Redaction', 'redactions', '', known),
  {path: '/admin/audit', title: 'Audit log', nav: 'Audit log', group: 'admin', icon: 'audit', key: 'a', shown: (who) => known(who) && who?.role !== 'member', load: () => import('./admin/audit.js')},
  {path: '/admin/organisation', title: 'Organisation', nav: 'Organisation', group: 'admin', icon: 'organisation', shown: known, load: () => import('./admin/documents.js').then((module) => module.of('organisation'))},
  {path: '/account', title: 'Your account', load: () => import('./account.js')},
  {path: '/invitation', title: 'Take an invitation', bare: true, load: () => import('./invitation.js')},
  {path: '/setup', title: 'First owner', bare: true, load: () => import('./setup.js')},
  {path: '/sign-in', title: 'Sign in', bare: true, load: () => import('./sign-in.js')},
];
