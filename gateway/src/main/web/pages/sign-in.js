// @ts-check
// Asks who one is, where Weir wants to know; for who has signed in, the way on.
import {h, useStore} from '../lib/dom.js';
import {info, me} from '../lib/me.js';
import {visible} from '../lib/format.js';
import {signOut} from './account.js';
import {Door, DoorForm, wanted} from './door.js';

export function Page() {
  const who = useStore(me);
  return h(Door, null, who?.sign_in ? h(SignedIn, {who}) : h(Form, null));
}

function Form() {
  const about = useStore(info);
  const oidc = about?.signIn?.oidc;
  const to = wanted();
  return h('div', {class: 'door-both'},
    h(DoorForm, {title: 'Sign in', to: 'sign-in', does: 'Sign in', fields: [
      {name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username'}, {name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password'}]},
      oidc && h('p', {class: 'door-or'}, h('span', null, 'or')),
      oidc && h('a', {class: 'button', href: '/oidc/start?to=' + encodeURIComponent(to)}, 'Sign in with ' + visible(oidc))),
    h('p', {class: 'door-else'}, h('a', {href: '/invitation'}, 'I have an invitation'), h('a', {href: '/device'}, 'Sign a device in'), h('a', {href: '/setup'}, 'First owner')),
    h('p', {class: 'quiet'}, 'No account, or a password forgotten? An owner or admin can invite you.'));
}

/** @param {{who: import('../types/api.js').Me}} props */
function SignedIn({who}) {
  return h('div', {class: 'door-form'},
    h('h1', null, 'Signed in'),
    h('p', null, 'As ', h('strong', null, visible(who.email ?? who.user ?? 'a token')), ', ', who.role, '.'),
    h('a', {class: 'button button-main', href: '/exchanges'}, 'To the exchanges'),
    h('a', {class: 'button', href: '/account'}, 'Your account'),
    h('button', {type: 'button', class: 'button', onClick: signOut}, 'Sign out'));
}
