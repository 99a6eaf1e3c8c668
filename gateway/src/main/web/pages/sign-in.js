// @ts-check
// Asks who one is, where Weir wants to know; for who has signed in, the way out.
import {h, useEffect, useRef, useState, useStore} from '../lib/dom.js';
import {ApiError, send, signIn} from '../lib/api.js';
import {go, place} from '../lib/router.js';
import {me, recognise} from '../lib/me.js';
import {Icon} from '../lib/icons.js';
import {visible} from '../lib/format.js';

export function Page() {
  const who = useStore(me);
  return h('div', {class: 'door'},
    h('div', {class: 'door-brand'}, h(Icon, {name: 'weir'}), 'Weir'),
    who?.sign_in ? h(SignedIn, {who}) : h(Form, null));
}

/** Leads back to what one wanted to see. */
function onwards() {
  if (place.value.path === '/sign-in') {
    const to = place.value.query.get('to') ?? '/exchanges';
    go(to.startsWith('/') && !to.startsWith('//') ? to : '/exchanges', true);
  }
}

function Form() {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const email = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => email.current?.focus(), []);

  /** @param {Event} event */
  const enter = async (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (form.current));
    setBusy(true);
    setSaid('');
    try {
      // The answer also has the session's token; the cookie is enough, and no script can read that.
      await send('POST', 'sign-in', {email: String(data.get('email')), password: String(data.get('password'))});
      await recognise();
      signIn.set(null);
      onwards();
    } catch (problem) {
      setSaid(problem instanceof ApiError ? problem.message : String(problem));
      signIn.set('');
    } finally {
      setBusy(false);
    }
  };
  return h('form', {ref: form, class: 'door-form', onSubmit: enter},
    h('h1', null, 'Sign in'),
    h('label', null, h('span', null, 'E-mail'), h('input', {ref: email, name: 'email', type: 'email', autocomplete: 'username', required: true})),
    h('label', null, h('span', null, 'Password'), h('input', {name: 'password', type: 'password', autocomplete: 'current-password', required: true})),
    h('p', {class: 'door-said', role: 'alert'}, visible(said)),
    h('button', {type: 'submit', class: 'button button-main', disabled: busy}, busy ? 'Signing in…' : 'Sign in'),
    h('p', {class: 'quiet'}, 'No account, or a password forgotten? An owner or admin can invite you.'));
}

/** @param {{who: import('../types/api.js').Me}} props */
function SignedIn({who}) {
  const out = async () => {
    await send('POST', 'sign-out', {});
    location.assign('/sign-in');
  };
  return h('div', {class: 'door-form'},
    h('h1', null, 'Signed in'),
    h('p', null, 'As ', h('strong', null, visible(who.email ?? who.user ?? 'a token')), ', ', who.role, '.'),
    h('p', null, h('a', {href: '/exchanges'}, 'To the exchanges')),
    h('button', {type: 'button', class: 'button', onClick: out}, 'Sign out'));
}
