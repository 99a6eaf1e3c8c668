// @ts-check
// What is around every page: navigation, palette, help, sign-in.
import {h, cls, useEffect, useState, useStore} from './dom.js';
import {send, signIn} from './api.js';
import {go, match, place} from './router.js';
import {useKeys} from './keys.js';
import {useCommands} from './commands.js';
import {me, recognise} from './me.js';
import {liveState} from './live.js';
import {Empty, Loading, Problem} from './states.js';
import {Palette} from './palette.js';
import {Help} from './help.js';
import {Icon} from './icons.js';
import {nextTheme, theme} from './theme.js';
import {PAGES} from '../pages/index.js';

/** @typedef {import('../pages/index.js').Page} Page */

/** @returns {{page: Page, params: Record<string, string>} | null} */
function found() {
  for (const page of PAGES) {
    const params = match(page.path, place.value.path);
    if (params) {
      return {page, params};
    }
  }
  return null;
}

export function Shell() {
  const where = useStore(place);
  const wanted = useStore(signIn);
  const who = useStore(me);
  const [open, setOpen] = useState(/** @type {'palette' | 'help' | null} */ (null));
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));

  useEffect(() => {
    recognise().then(() => setReady(true), (failure) => {
      setProblem(failure);
      setReady(true);
    });
  }, []);

  useEffect(() => {
    if (where.path === '/') {
      go('/exchanges', true);
    }
  }, [where]);

  useEffect(() => {
    // The page's files are fetched while Weir is asked who one is; what fails is said when it is drawn.
    found()?.page.load().catch(() => {});
  }, []);

  const here = found();
  useEffect(() => {
    document.title = (here ? here.page.title + ' · ' : '') + 'Weir';
  }, [here?.page]);

  useKeys('Everywhere', [
    {keys: '?', does: 'Show this list', run: () => setOpen('help')},
    {keys: 'mod+k', does: 'Open the palette', typing: true, run: () => setOpen('palette')},
    {keys: 't', does: 'Change the theme', run: nextTheme},
    ...PAGES.filter((page) => page.key && page.shown?.(who) !== false).map((page) => ({
      keys: 'g ' + page.key, does: 'Go to ' + page.title.toLowerCase(), run: () => go(page.path),
    })),
  ], [who]);
  useCommands([
    ...PAGES.filter((page) => page.nav && page.shown?.(who) !== false).map((page) => ({
      name: 'Go to ' + page.title.toLowerCase(), keys: page.key ? 'g ' + page.key : '', run: () => go(page.path),
    })),
    ...(who ? [{name: 'Go to your account', run: () => go('/account')}] : []),
    ...(who?.sign_in ? [{name: 'Sign out', run: () => {
      send('POST', 'sign-out', {}).finally(() => location.assign('/sign-in'));
    }}] : []),
    {name: 'Set up a tool', run: () => go('/welcome')},
    {name: 'Change the theme', keys: 't', run: nextTheme},
    {name: 'Show all keys', keys: '?', run: () => setOpen('help')},
  ], [who]);

  const bare = here?.page.bare === true;
  const ask = wanted !== null && !bare;
  const page = ask ? PAGES.find((one) => one.path === '/sign-in') : here?.page;
  return h('div', {class: cls('shell', (bare || ask) && 'shell-bare')},
    !bare && !ask && h(Navigation, {path: where.path, onPalette: () => setOpen('palette'), onHelp: () => setOpen('help')}),
    h('main', {id: 'main', class: 'main', tabIndex: -1},
      problem ? h(Problem, {problem, top: true})
      : !ready ? h(Loading, null)
      : page ? h(Loaded, {key: page.path, page, params: ask ? {} : here?.params ?? {}})
      : where.path === '/' ? null
      : h(Empty, {title: 'There is no such page', top: true}, h('p', null, h('a', {href: '/exchanges'}, 'To the exchanges')))),
    open === 'palette' && h(Palette, {onClose: () => setOpen(null)}),
    open === 'help' && h(Help, {onClose: () => setOpen(null)}));
}

/** @param {{page: Page, params: Record<string, string>}} props */
function Loaded({page, params}) {
  const [module, setModule] = useState(/** @type {{Page: any} | null} */ (null));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    let wanted = true;
    page.load().then((loaded) => wanted && setModule(loaded), (failure) => wanted && setProblem(failure));
    return () => {
      wanted = false;
    };
  }, [page]);
  if (problem) {
    return h(Problem, {
      problem: new Error('A file of this page could not be loaded. Weir may be a newer one now.'),
      again: () => location.reload(),
      top: true,
    });
  }
  return module ? h(module.Page, {params}) : h(Loading, null);
}

/** @param {{path: string, onPalette: () => void, onHelp: () => void}} props */
function Navigation({path, onPalette, onHelp}) {
  const who = useStore(me);
  const live = useStore(liveState);
  const chosen = useStore(theme);
  /** @param {'read' | 'admin'} group */
  const links = (group) => PAGES
    .filter((page) => page.nav && page.group === group && page.shown?.(who) !== false)
    .map((page) => h('a', {
      href: page.path,
      class: 'nav-link',
      title: page.key ? 'g ' + page.key : undefined,
      'aria-current': path === page.path || path.startsWith(page.path + '/') ? 'page' : undefined,
    }, h(Icon, {name: page.icon ?? page.path.split('/')[1]}), h('span', null, page.nav)));
  const admin = links('admin');
  const heading = who !== null && who.role === 'member' ? 'Rules' : 'Administration';
  return h('header', {class: 'nav'},
    h('a', {class: 'nav-skip', href: '#main', onClick: (/** @type {Event} */ event) => {
      event.preventDefault();
      document.getElementById('main')?.focus();
    }}, 'To the page'),
    h('a', {class: 'nav-brand', href: '/exchanges'}, h(Icon, {name: 'weir'}), h('span', null, 'Weir')),
    h('button', {type: 'button', class: 'nav-find', onClick: onPalette},
      h('span', null, 'Find or go to'), h('kbd', null, shortcut())),
    h('nav', {'aria-label': 'Pages', class: 'nav-links'},
      links('read'),
      admin.length > 0 && h('p', {class: 'nav-head'}, heading),
      admin),
    h('div', {class: 'nav-foot'},
      live !== 'off' && h('p', {class: 'nav-live nav-live-' + live, role: 'status'}, h('i', {'aria-hidden': 'true'}),
        live === 'live' ? 'Live' : live === 'connecting' ? 'Connecting…' : 'Not live: trying again'),
      who?.sign_in && h('a', {class: 'nav-who', href: '/account', title: 'Your account', 'aria-current': path === '/account' ? 'page' : undefined}, h('span', null, who.email ?? who.user ?? 'token'), h('small', null, who.role)),
      h('div', {class: 'nav-tools'},
        h('a', {href: '/welcome', class: 'tool', title: 'Set up a tool', 'aria-label': 'Set up a tool'}, h(Icon, {name: 'plug'})),
        h('button', {type: 'button', class: 'tool', title: 'Theme: ' + chosen + ' (t)', 'aria-label': 'Theme: ' + chosen, onClick: nextTheme},
          h(Icon, {name: chosen === 'dark' ? 'moon' : chosen === 'light' ? 'sun' : 'auto'})),
        h('button', {type: 'button', class: 'tool', title: 'Keys (?)', 'aria-label': 'Keys', onClick: onHelp}, h(Icon, {name: 'help'})))));
}

function shortcut() {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘K' : 'Ctrl K';
}
