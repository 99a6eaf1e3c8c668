// @ts-check
// Personal tokens, virtual keys and sessions: made once, shown once, refused from the moment one says so.
import {h, useRef, useState, useStore} from '../../lib/dom.js';
import {get, send} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {manages, me} from '../../lib/me.js';
import {go, place, withQuery} from '../../lib/router.js';
import {useKeys} from '../../lib/keys.js';
import {Chips, Choice, Row, tied} from '../../lib/fields.js';
import {Confirmed, ShownOnce} from '../../lib/confirm.js';
import {Icon} from '../../lib/icons.js';
import {Badge} from '../../lib/badges.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {DASH, ago, line, moment, visible} from '../../lib/format.js';
import {useDirectory} from '../../lib/directory.js';
import {Crumbs, Head, NotForYou} from './known.js';
import {useSome} from '../../lib/some.js';
import {LastFour, blame} from './keys.js';

/** @typedef {import('../../types/api.js').Token} Token */

/** What sorts are called. @type {Record<string, string>} */
const SORTS = {personal: 'personal', virtual_key: 'virtual key', session: 'session'};

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const who = useStore(me);
  if (who === null) {
    return h(NotForYou, null);
  }
  return params.id === 'new' ? h(Fresh, {who}) : h(Many, {who});
}

/** @param {Token} token @param {number} now */
function state(token, now) {
  return token.revoked_at ? 'revoked' : token.expires_at && Date.parse(token.expires_at) <= now ? 'expired' : 'good';
}

/** What a token is narrowed to, in words. @param {Token} token */
function scope(token) {
  /** @param {any} value */
  const list = (value) => (Array.isArray(value) ? value : value ? [value] : []);
  const parts = Object.entries(token.scope ?? {}).filter(([, value]) => list(value).length > 0).map(([name, value]) => name + ' ' + list(value).join(', '));
  return [...parts, ...(token.capture === 'full' ? [] : ['capture ' + token.capture])].join('; ');
}

/** A table of tokens. @param {{tokens: Token[], who: import('../../lib/me.js').Me, owners?: boolean, which?: string, onDone: () => void}} props which of the tokens these are */
export function Tokens({tokens, who, owners = true, which = '', onDone}) {
  const directory = useDirectory();
  const now = Date.now();
  const {shown, more} = useSome(tokens, which);
  return h('div', {class: 'grid-box'}, h('table', {class: 'grid grid-admin'},
    h('thead', null, h('tr', null, ['Name', 'Sort', 'Token', owners && 'Whose', 'Narrowed to', 'Last used', 'Ends'].filter(Boolean).map((name) => h('th', {scope: 'col', key: String(name)}, name)), h('th', {scope: 'col'}, h('span', {class: 'sr'}, 'Revoke')))),
    h('tbody', null, shown.map((token) => {
      const how = state(token, now);
      const may = how === 'good' && (manages(who) || token.user === who.user);
      return h('tr', {key: token.id, class: how === 'good' ? undefined : 'row-off'},
        h('th', {scope: 'row'}, line(token.name), who.token?.id === token.id && [' ', h(Badge, {tone: 'accent'}, 'this one')]),
        h('td', null, SORTS[token.kind] ?? token.kind), h('td', null, h(LastFour, {last: token.last_four})),
        owners && h('td', null, token.user ? visible(directory.name(token.user)) : h('span', {class: 'none'}, 'nobody’s'), token.team && h('span', {class: 'none'}, ' for ' + visible(directory.name(token.team)))),
        h('td', null, scope(token) ? h('span', {title: visible(scope(token))}, line(scope(token), 60)) : h('span', {class: 'none'}, DASH)),
        h('td', null, token.used_at ? h('time', {class: 'ago', dateTime: token.used_at, title: moment(token.used_at)}, ago(token.used_at)) : h('span', {class: 'none'}, 'never')),
        h('td', null, how === 'revoked' ? h(Badge, {tone: 'bad'}, 'revoked') : how === 'expired' ? h(Badge, null, 'expired') : token.expires_at ? h('time', {dateTime: token.expires_at}, moment(token.expires_at).slice(0, 16)) : h('span', {class: 'none'}, 'stays')),
        h('td', {class: 'grid-late'}, may && h(Confirmed, {quiet: true, label: 'Revoke', title: 'Revoke ' + token.name + '?', says: 'It is refused from now on, everywhere it is used. This cannot be taken back.', does: 'Revoke it', onDo: async () => {
          await send('DELETE', 'tokens/' + encodeURIComponent(token.id));
          onDone();
        }})));
    }))), more);
}

/** @param {{who: import('../../lib/me.js').Me}} props */
function Many({who}) {
  const query = useStore(place).query;
  const kind = query.get('kind') ?? '';
  const old = query.get('old') === 'yes';
  const filter = query.get('q') ?? '';
  const wanted = filter.toLowerCase();
  const directory = useDirectory();
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const all = useAsked((signal) => get('tokens', {}, signal), []);
  useKeys('Tokens', [
    {keys: 'n', does: 'Make a token', run: () => go('/admin/tokens/new')},
    {keys: '/', does: 'Narrow the list', run: () => input.current?.focus()},
  ], []);
  if (all.problem) {
    return h(Problem, {problem: all.problem, again: all.again, top: true});
  }
  /** @type {Token[]} */
  const items = all.value?.items ?? [];
  const now = Date.now();
  const shown = items.filter((token) => (kind ? token.kind === kind : token.kind !== 'session') && (old || state(token, now) === 'good')
    && (wanted === '' || [token.name, token.last_four, directory.name(token.user), scope(token)].join(' ').toLowerCase().includes(wanted)));
  return h('div', {class: 'page sheet'},
    h(Head, {title: 'Tokens', count: all.value ? shown.length : undefined, lead: 'What tools and programs show instead of a provider key. Weir keeps a hash of each, never its text.'},
      h('input', {ref: input, type: 'text', class: 'narrow', value: filter, placeholder: 'Narrow', 'aria-label': 'Narrow the list', spellcheck: false, onInput: (/** @type {any} */ event) => go(withQuery({q: event.target.value}), true)}),
      h('label', {class: 'form-check'}, h('input', {type: 'checkbox', checked: old, onChange: (/** @type {any} */ event) => go(withQuery({old: event.target.checked ? 'yes' : null}), true)}), 'Ended ones too'),
      h('select', {'aria-label': 'Sort', value: kind, onChange: (/** @type {any} */ event) => go(withQuery({kind: event.target.value}), true)}, [['', 'personal and virtual'], ['personal', 'personal'], ['virtual_key', 'virtual keys'], ['session', 'sessions']].map(([value, name]) => h('option', {key: value, value}, name))),
      h('a', {class: 'button button-main', href: '/admin/tokens/new'}, h(Icon, {name: 'plus'}), 'Make a token')),
    !all.value ? h(Loading, null)
    : shown.length === 0 ? h(Empty, {title: 'No such token'}, h('p', null, 'A personal token is for one’s own tools; a virtual key for a program.'), h('a', {class: 'button', href: '/admin/tokens/new'}, 'Make a token'))
    : h(Tokens, {tokens: shown, who, which: kind + old + wanted, onDone: all.again}));
}

/** @param {{who: import('../../lib/me.js').Me}} props */
function Fresh({who}) {
  const directory = useDirectory();
  const routes = useAsked((signal) => get('routes', {}, signal).catch(() => ({items: []})), []).value?.items ?? [];
  const [kind, setKind] = useState(who.user ? 'personal' : 'virtual_key');
  const [wish, setWish] = useState(/** @type {{name: string, user: string, team: string, routes: string[], models: string[], paths: string[], capture: string, days: string}} */ ({name: '', user: '', team: '', routes: [], models: [], paths: [], capture: '', days: '90'}));
  const [bad, setBad] = useState(/** @type {{wrong: import('../../lib/fields.js').Wrong, said: string}} */ ({wrong: null, said: ''}));
  const [made, setMade] = useState(/** @type {import('../../types/api.js').NewToken | null} */ (null));
  const back = manages(who) || who.role === 'auditor' || place.value.query.get('from') !== 'account' ? '/admin/tokens' : '/account';
  const wrong = bad.wrong;
  /** @param {Record<string, any>} some */
  const put = (some) => setWish({...wish, ...some});
  /** @param {Event} event */
  const make = async (event) => {
    event.preventDefault();
    setBad({wrong: null, said: ''});
    const scope = Object.fromEntries(Object.entries({routes: wish.routes, models: wish.models, paths: wish.paths}).filter(([, list]) => list.length > 0));
    try {
      setMade(await send('POST', 'tokens', {kind, name: wish.name.trim(), ...(wish.user === '-' ? {nobodys: true} : wish.user ? {user: wish.user} : {}), ...(wish.team ? {team: wish.team} : {}), ...(Object.keys(scope).length > 0 ? {scope} : {}),
        ...(wish.capture ? {capture: wish.capture} : {}), ...(wish.days ? {expires_at: new Date(Date.now() + Number(wish.days) * 86_400_000).toISOString()} : {})}));
    } catch (problem) {
      setBad(blame(problem));
    }
  };
  /** @param {string} label @param {'routes' | 'models' | 'paths'} name @param {string} help @param {string[]} [known] */
  const narrow = (label, name, help, known) => h(Row, {path: 'scope.' + name, label, help, wrong}, h(Chips, {path: 'scope.' + name, value: wish[name], known, placeholder: 'all', attributes: tied('scope.' + name, wrong, help), onChange: (next) => put({[name]: next})}));
  return h('div', {class: 'page sheet'},
    h('div', {class: 'exchange-head'}, h(Crumbs, {href: back, list: 'Tokens', name: 'New token'}), h('div', {class: 'headline headline-end'}, h('h1', null, 'New token'))),
    h('form', {class: 'form', noValidate: true, onSubmit: make},
      h(Row, {path: 'kind', label: 'Sort', wrong, group: true}, h(Choice, {path: 'kind', value: kind, onChange: setKind, options: [{value: 'personal', name: 'Personal', means: 'For your own tools and scripts.'}, {value: 'virtual_key', name: 'Virtual key', means: 'For a program. 60 requests a minute unless a limit says otherwise.'}].filter((one) => one.value !== 'personal' || who.user)})),
      h(Row, {path: 'name', label: 'Name', help: 'So that you know it again, such as laptop or nightly build.', wrong, needed: true}, h('input', {...tied('name', wrong, 'x'), type: 'text', value: wish.name, autocomplete: 'off', spellcheck: false, onInput: (/** @type {any} */ event) => put({name: event.target.value})})),
      kind === 'virtual_key' && manages(who) && h(Row, {path: 'user', label: 'Whose', wrong}, h('select', {...tied('user', wrong), value: wish.user, onChange: (/** @type {any} */ event) => put({user: event.target.value})}, who.user && h('option', {value: ''}, 'mine'), h('option', {value: '-'}, 'nobody’s, the organisation’s'), directory.userOptions.filter((one) => one.value !== who.user).map((one) => h('option', {key: one.value, value: one.value}, visible(one.name))))),
      directory.teamOptions.length > 0 && h(Row, {path: 'team', label: 'Counts for', wrong}, h('select', {...tied('team', wrong), value: wish.team, onChange: (/** @type {any} */ event) => put({team: event.target.value})}, h('option', {value: ''}, 'all teams of its user'), directory.teamOptions.map((one) => h('option', {key: one.value, value: one.value}, visible(one.name))))),
      h(Row, {path: 'expires_at', label: 'Ends', wrong}, h('select', {...tied('expires_at', wrong), value: wish.days, onChange: (/** @type {any} */ event) => put({days: event.target.value})}, [['7', 'in 7 days'], ['30', 'in 30 days'], ['90', 'in 90 days'], ['365', 'in a year'], ['', 'stays until it is revoked']].map(([value, name]) => h('option', {key: value, value}, name)))),
      h('fieldset', {class: 'form-group'}, h('legend', null, 'Narrowed to'), h('p', {class: 'form-help'}, 'A list that is empty restricts nothing.'),
        narrow('Routes', 'routes', 'Names, or patterns with *.', routes.map((/** @type {{name: string}} */ one) => one.name)), narrow('Models', 'models', 'As the request names them, or patterns with *.'), narrow('Paths', 'paths', 'At the provider, each with everything under it.'),
        h(Row, {path: 'capture', label: 'Capture', help: 'How much of its calls is kept at most.', wrong}, h('input', {...tied('capture', wrong, 'x'), type: 'text', list: 'k-capture', value: wish.capture, placeholder: 'full', spellcheck: false, onInput: (/** @type {any} */ event) => put({capture: event.target.value})}), h('datalist', {id: 'k-capture'}, ['full', 'preview(4096)', 'metadata', 'off'].map((one) => h('option', {key: one, value: one}))))),
      h('div', {class: 'form-foot'}, h('button', {type: 'submit', class: 'button button-main'}, 'Make the token'), h('a', {class: 'button', href: back}, 'Cancel'), h('p', {class: 'form-said bad', role: 'status'}, bad.said ? visible(bad.said) : wrong ? 'Not made: see ' + wrong.path + '.' : ''))),
    made && h(ShownOnce, {title: 'Token ' + visible(made.name), secret: made.token, onClose: () => go(back)}, h('p', null, 'It goes where a tool keeps its provider key: ', h('a', {href: '/welcome'}, 'lines to paste'), '.')));
}
