// @ts-check
// What the pages before a sign-in have in common.
import {h, useLayoutEffect, useRef, useState} from '../lib/dom.js';
import {send, signIn} from '../lib/api.js';
import {go, place} from '../lib/router.js';
import {recognise} from '../lib/me.js';
import {aboutWhat} from '../lib/schema.js';
import {Icon} from '../lib/icons.js';
import {visible} from '../lib/format.js';

/** @param {{children?: any}} props */
export function Door({children}) {
  return h('div', {class: 'door'}, h('div', {class: 'door-in'}, h('div', {class: 'door-brand'}, h(Icon, {name: 'weir'}), 'Weir'), children));
}

/** The page to lead to after a sign-in; only one of this console. */
export function wanted() {
  const here = place.value;
  if (!['/sign-in', '/invitation', '/setup'].includes(here.path)) {
    return here.query.size > 0 ? here.path + '?' + here.query : here.path;
  }
  const to = here.query.get('to') ?? '';
  return /^\/(?!\/)/.test(to) ? to : '/exchanges';
}

/** Which field a refusal that names none is about. @param {string} message */
function aboutSecret(message) {
  const found = /^(?:a|the) (password|token) /.exec(message);
  return found ? {path: found[1], says: message} : null;
}

/**
 * A form before a sign-in. What it sends is answered with a session, in a cookie that no script can read.
 *
 * @param {{title: string, lead?: any, fields: {name: string, label: string, type: string, autocomplete: string, help?: string, optional?: boolean}[], to: string, does: string, children?: any}} props
 */
export function DoorForm({title, lead, fields, to, does, children}) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [where, setWhere] = useState('');
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), []);
  /** @param {Event} event */
  const enter = async (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (form.current));
    setSaid('');
    setWhere('');
    if (data.has('again') && data.get('again') !== data.get('password')) {
      setWhere('again');
      setSaid('This is not the same.');
      return;
    }
    setBusy(true);
    try {
      await send('POST', to, Object.fromEntries(fields.filter((field) => field.name !== 'again').map((field) => [field.name, field.type === 'password' && field.name === 'password' ? String(data.get(field.name)) : String(data.get(field.name)).trim()]).filter(([, value]) => value !== '')));
      const next = wanted();
      await recognise();
      signIn.set(null);
      go(next, true);
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      const about = aboutWhat(message) ?? aboutSecret(message);
      const known = about && fields.some((field) => field.name === about.path) ? about : null;
      setWhere(known?.path ?? '');
      setSaid(known?.says ?? message);
      signIn.set('');
    } finally {
      setBusy(false);
    }
  };
  return h('form', {ref: form, class: 'door-form', onSubmit: enter},
    h('h1', null, title), lead && h('p', {class: 'quiet'}, lead),
    fields.map((field) => h('label', {key: field.name}, h('span', null, field.label), h('input', {
      name: field.name, type: field.type, autocomplete: field.autocomplete, required: !field.optional, spellcheck: false, 'aria-invalid': where === field.name ? 'true' : undefined, 'aria-describedby': where === field.name ? 'door-' + field.name : undefined,
    }), field.help && h('small', null, field.help), where === field.name && h('small', {class: 'bad', id: 'door-' + field.name, role: 'alert'}, visible(said)))),
    !where && h('p', {class: 'door-said', role: 'alert'}, visible(said)),
    h('button', {type: 'submit', class: 'button button-main', disabled: busy}, busy ? 'One moment…' : does), children);
}
