// @ts-check
// Makes the organisation and its first owner, with the token that the first start printed.
import {h} from '../lib/dom.js';
import {Door, DoorForm} from './door.js';

export function Page() {
  return h(Door, null,
    h(DoorForm, {title: 'First owner', lead: ['Weir printed a token when it was started: look for ', h('code', null, 'weir_once_'), ' on its standard error. Whoever has it makes the organisation, once.'], to: 'setup', does: 'Set up and sign in', fields: [
      {name: 'token', label: 'Token', type: 'password', autocomplete: 'off', help: 'Begins with weir_once_'},
      {name: 'organisation', label: 'Organisation', type: 'text', autocomplete: 'organization'},
      {name: 'email', label: 'Your e-mail', type: 'email', autocomplete: 'username'},
      {name: 'name', label: 'Your name', type: 'text', autocomplete: 'name', optional: true},
      {name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', help: '10 characters or more'},
      {name: 'again', label: 'Once more', type: 'password', autocomplete: 'new-password'}]}),
    h('p', {class: 'door-else'}, h('a', {href: '/sign-in'}, 'Back to the sign-in')));
}
