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
 * @property {boolean} [bare] true for a page without navigation that needs no sign-in
 * @property {(me: import('../lib/me.js').Me | null) => boolean} [shown] false hides it from the navigation
 */

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
  {path: '/sign-in', title: 'Sign in', bare: true, load: () => import('./sign-in.js')},
];
