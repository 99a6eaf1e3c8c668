// @ts-check
// Takes an invitation: its token, and a password of one's own.
import {h} from '../lib/dom.js';
import {Door, DoorForm} from './door.js';

export function Page() {
  return h(Door, null,
    h(DoorForm, {title: 'Take an invitation', lead: 'Somebody who manages this Weir gave you a token. It is good once.', to: 'accept', does: 'Set the password and sign in', fields: [
      {name: 'token', label: 'Invitation', type: 'password', autocomplete: 'off', help: 'Begins with weir_once_'},
      {name: 'password', label: 'Your new password', type: 'password', autocomplete: 'new-password', help: '10 characters or more'},
      {name: 'again', label: 'Once more', type: 'password', autocomplete: 'new-password'}]}),
    h('p', {class: 'door-else'}, h('a', {href: '/sign-in'}, 'Back to the sign-in')));
}
