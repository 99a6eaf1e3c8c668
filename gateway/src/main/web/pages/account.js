// @ts-check
// One's own account: who one is, password, tokens and sessions, keys and routes of one's own.
import {h, useState, useStore} from '../lib/dom.js';
import {get, send} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {me} from '../lib/me.js';
import {useDirectory} from '../lib/directory.js';
import {Row, tied} from '../lib/fields.js';
import {Icon} from '../lib/icons.js';
import {Empty, Loading, Problem} from '../lib/states.js';
import {visible} from '../lib/format.js';
import {Head, NotForYou} from './admin/known.js';
import {blame, LastFour} from './admin/keys.js';
import {Tokens} from './admin/tokens.js';

export function Page() {
  const who = useStore(me);
  return who === null ? h(NotForYou, null) : h(Account, {who});
}

/** Ends the session, here and in other windows. */
export async function signOut() {
  await send('POST', 'sign-out', {});
  location.assign('/sign-in');
}

/** @param {{who: import('../lib/me.js').Me}} props */
function Account({who}) {
  const directory = useDirectory();
  const tokens = useAsked((signal) => get('tokens', {}, signal), []);
  const keys = useAsked((signal) => get('keys', {}, signal), []);
  const routes = useAsked((signal) => get('routes', {}, signal), []);
  /** @type {import('../types/api.js').Token[]} */
  const mine = (tokens.value?.items ?? []).filter((/** @type {import('../types/api.js').Token} */ token) => token.user === who.user && !token.revoked_at && (!token.expires_at || Date.parse(token.expires_at) > Date.now()));
  /** @type {import('../types/api.js').ProviderKey[]} */
  const own = (keys.value?.items ?? []).filter((/** @type {import('../types/api.js').ProviderKey} */ key) => key.sharing === 'own' && (key.with ?? [])[0] === who.user);
  /** @type {import('../types/api.js').Document[]} */
  const ways = (routes.value?.items ?? []).filter((/** @type {import('../types/api.js').Document} */ route) => route.owner === who.user);
  return h('div', {class: 'page sheet'},
    h(Head, {title: 'Your account'}, who.sign_in && h('button', {type: 'button', class: 'button', onClick: signOut}, 'Sign out')),
    h('div', {class: 'sheet-in'},
      h('dl', {class: 'fields fields-narrow'}, [['Signed in as', h('strong', null, visible(who.email ?? who.user ?? 'whoever is at this machine'))], ['Role', who.role], ['Teams', who.teams.length > 0 ? visible(who.teams.map(directory.name).join(', ')) : 'none']].map(([name, value]) => h('div', {key: String(name)}, h('dt', null, name), h('dd', null, value)))),
      who.user && who.sign_in && h(Password, null),
      h('section', null, h('div', {class: 'section-head'}, h('h2', null, 'Tokens and sessions'), h('a', {class: 'button', href: '/admin/tokens/new?from=account'}, h(Icon, {name: 'plus'}), 'Make a token')),
        tokens.problem ? h(Problem, {problem: tokens.problem, again: tokens.again}) : !tokens.value ? h(Loading, null) : mine.length === 0 ? h(Empty, {title: 'None yet'}) : h(Tokens, {tokens: mine, who, owners: false, onDone: tokens.again})),
      who.user && who.role !== 'auditor' && h('div', {class: 'columns'},
        h('section', null, h('div', {class: 'section-head'}, h('h2', null, 'Your own provider keys'), h('a', {class: 'button', href: '/admin/keys/new'}, h(Icon, {name: 'plus'}), 'Add a key')),
          keys.problem ? h(Problem, {problem: keys.problem, again: keys.again}) : own.length === 0 ? h('p', {class: 'quiet'}, 'None. Your calls use the keys that are shared with you.') : h('ul', {class: 'rows'}, own.map((key) => h('li', {key: key.id}, h('a', {href: '/admin/keys/' + encodeURIComponent(key.id)}, visible(key.name)), h('span', null, visible(key.provider)), h(LastFour, {last: key.last_four}))))),
        h('section', null, h('div', {class: 'section-head'}, h('h2', null, 'Your own routes'), who.role === 'member' && h('a', {class: 'button', href: '/admin/routes/new'}, h(Icon, {name: 'plus'}), 'Add a route')),
          routes.problem ? h(Problem, {problem: routes.problem, again: routes.again}) : ways.length === 0 ? h('p', {class: 'quiet'}, 'None. Calls go by the routes of the organisation.') : h('ul', {class: 'rows'}, ways.map((route) => h('li', {key: route.id}, h('a', {href: '/admin/routes/' + encodeURIComponent(route.id)}, visible(route.name)))))))));
}

function Password() {
  const [bad, setBad] = useState(/** @type {{wrong: import('../lib/fields.js').Wrong, said: string}} */ ({wrong: null, said: ''}));
  const [done, setDone] = useState('');
  /** @param {Event} event */
  const change = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    setDone('');
    setBad({wrong: null, said: ''});
    if (data.get('new') !== data.get('again')) {
      setBad({wrong: {path: 'again', says: 'This is not the same.'}, said: ''});
      return;
    }
    try {
      await send('POST', 'me/password', {old: String(data.get('old')), new: String(data.get('new'))});
      form.reset();
      setDone('Changed. Your other sessions have ended.');
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      setBad({wrong: /old|present|current|wrong/i.test(message) ? {path: 'old', says: message} : blame(problem, 'new').wrong, said: ''});
    }
  };
  const wrong = bad.wrong;
  return h('details', {class: 'folded'}, h('summary', null, 'Change your password'), h('form', {class: 'form form-small', noValidate: true, onSubmit: change},
    h(Row, {path: 'old', label: 'As it is', wrong}, h('input', {...tied('old', wrong), name: 'old', type: 'password', autocomplete: 'current-password'})),
    h(Row, {path: 'new', label: 'New one', help: '10 characters or more.', wrong}, h('input', {...tied('new', wrong, 'x'), name: 'new', type: 'password', autocomplete: 'new-password'})),
    h(Row, {path: 'again', label: 'Once more', wrong}, h('input', {...tied('again', wrong), name: 'again', type: 'password', autocomplete: 'new-password'})),
    h('div', {class: 'form-foot'}, h('button', {type: 'submit', class: 'button button-main'}, 'Change it'), h('p', {class: 'form-said', role: 'status'}, done))));
}
