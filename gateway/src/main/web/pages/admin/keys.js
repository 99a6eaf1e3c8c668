// @ts-check
// Provider keys: given once, never shown. A list, and one of them.
import {h, useState, useStore} from '../../lib/dom.js';
import {ApiError, get, send} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {info, manages, me} from '../../lib/me.js';
import {go} from '../../lib/router.js';
import {useKeys} from '../../lib/keys.js';
import {aboutWhat} from '../../lib/schema.js';
import {Chips, Choice, Row, tied} from '../../lib/fields.js';
import {Confirmed} from '../../lib/confirm.js';
import {Icon} from '../../lib/icons.js';
import {Badge} from '../../lib/badges.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {DASH, ago, line, moment, of, visible, whole} from '../../lib/format.js';
import {useDirectory} from '../../lib/directory.js';
import {Crumbs, Head, NotForYou} from './known.js';

/** @typedef {import('../../types/api.js').ProviderKey} ProviderKey */
/** @typedef {import('../../lib/fields.js').Wrong} Wrong */

const SHARING = [
  {value: 'everyone', name: 'Everyone', means: 'All calls of the organisation may use it.'}, {value: 'teams', name: 'Teams', means: 'Calls of these teams may use it.'},
  {value: 'users', name: 'Users', means: 'Calls of these users may use it.'}, {value: 'own', name: 'Myself', means: 'Only your own calls may use it.'}];

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const who = useStore(me);
  if (who === null) {
    return h(NotForYou, null);
  }
  return params.id === undefined ? h(Many, {who}) : params.id === 'new' ? h(Fresh, {who}) : h(One, {who, id: params.id, key: params.id});
}

/** @param {ProviderKey} key @param {import('../../lib/directory.js').Directory} directory */
function shared(key, directory) {
  return key.sharing === 'everyone' ? 'everyone' : key.sharing === 'own' ? 'own: ' + directory.name((key.with ?? [])[0]) : (key.with ?? []).map(directory.name).join(', ') || 'nobody';
}

/** @param {{last: string}} props the end of a secret */
export function LastFour({last}) {
  return last ? h('code', {class: 'last-four'}, '····' + last) : h('span', {class: 'none'}, DASH);
}

/** @param {{who: import('../../lib/me.js').Me}} props */
function Many({who}) {
  const directory = useDirectory();
  const all = useAsked((signal) => get('keys', {}, signal), []);
  const may = who.role !== 'auditor';
  useKeys('Provider keys', [{keys: 'n', does: 'Add a provider key', run: () => (may ? go('/admin/keys/new') : false)}], [may]);
  if (all.problem) {
    return h(Problem, {problem: all.problem, again: all.again, top: true});
  }
  /** @type {ProviderKey[]} */
  const items = all.value?.items ?? [];
  return h('div', {class: 'page sheet'},
    h(Head, {title: 'Provider keys', count: all.value ? items.length : undefined, lead: 'What Weir sends to providers in the place of callers’ tokens. A key goes to its destination alone, and never comes out again.'},
      may && h('a', {class: 'button button-main', href: '/admin/keys/new'}, h(Icon, {name: 'plus'}), 'Add a key')),
    !all.value ? h(Loading, null)
    : items.length === 0 ? h(Empty, {title: 'No provider keys yet'}, h('p', null, 'Calls find no key until there is one.'), may && h('a', {class: 'button', href: '/admin/keys/new'}, 'Add a key'))
    : h('div', {class: 'grid-box'}, h('table', {class: 'grid grid-admin'},
      h('thead', null, h('tr', null, ['Name', 'Provider', 'Goes to', 'Key', 'For'].map((name) => h('th', {scope: 'col', key: name}, name)), h('th', {scope: 'col', class: 'figure'}, 'Weight'), h('th', {scope: 'col'}, 'Accepted'), h('th', {scope: 'col'}, 'State'), h('th', {scope: 'col', class: 'grid-late'}, 'Added'))),
      h('tbody', null, items.map((key) => h('tr', {key: key.id, class: key.disabled ? 'row-off' : undefined},
        h('th', {scope: 'row'}, h('a', {href: '/admin/keys/' + encodeURIComponent(key.id)}, line(key.name))), h('td', null, visible(key.provider)), h('td', null, h('code', null, visible(key.destination))),
        h('td', null, h(LastFour, {last: key.last_four})), h('td', null, visible(shared(key, directory))), h('td', {class: 'figure'}, whole(key.weight)),
        h('td', null, key.checked_at ? h('time', {class: 'ago', dateTime: key.checked_at, title: moment(key.checked_at)}, ago(key.checked_at)) : h('span', {class: 'none'}, 'not known')),
        h('td', null, key.disabled ? h(Badge, {tone: 'bad'}, 'off') : key.weight === 0 ? h(Badge, {tone: 'warn'}, 'weight 0') : h('span', {class: 'none'}, 'in use')),
        h('td', {class: 'grid-late'}, h('time', {class: 'ago', dateTime: key.created_at, title: moment(key.created_at) + ' by ' + directory.name(key.created_by)}, ago(key.created_at)))))))));
}

/** Who may be chosen for sharing. @param {string} role @param {boolean} own */
function sharings(role, own) {
  return SHARING.filter((one) => (one.value === 'own' ? own : role === 'owner' || role === 'admin'));
}

/** @param {{sharing: string, value: string[], wrong: Wrong, disabled?: boolean, onChange: (value: string[]) => void}} props */
function With({sharing, value, wrong, disabled, onChange}) {
  const directory = useDirectory();
  return sharing !== 'teams' && sharing !== 'users' ? null : h(Row, {path: 'with', label: sharing === 'teams' ? 'Which teams' : 'Which users', wrong},
    h(Chips, {path: 'with', value, options: sharing === 'teams' ? directory.teamOptions : directory.userOptions, disabled, attributes: tied('with', wrong), onChange}));
}

/** @param {unknown} problem @returns {{wrong: Wrong, said: string}} */
export function blame(problem, fallback = '') {
  const message = problem instanceof Error ? problem.message : String(problem);
  const place = problem instanceof ApiError ? aboutWhat(message) : null;
  return place ? {wrong: place, said: ''} : fallback ? {wrong: {path: fallback, says: message}, said: ''} : {wrong: null, said: message};
}

/** @param {{who: import('../../lib/me.js').Me}} props */
function Fresh({who}) {
  const about = useStore(info);
  const options = sharings(who.role, who.user !== undefined && who.role !== 'auditor');
  const [sharing, setSharing] = useState(options[0]?.value ?? 'own');
  const [shares, setShares] = useState(/** @type {string[]} */ ([]));
  const [{wrong, said}, setBad] = useState(/** @type {{wrong: Wrong, said: string}} */ ({wrong: null, said: ''}));
  const [busy, setBusy] = useState(false);
  /** @param {Event} event */
  const add = async (event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    /** @param {string} name */
    const text = (name) => String(data.get(name) ?? '').trim();
    setBusy(true);
    setBad({wrong: null, said: ''});
    try {
      const made = await send('POST', 'keys', {name: text('name'), provider: text('provider'), key: text('key'), sharing, ...(sharing === 'teams' || sharing === 'users' ? {with: shares} : {}),
        ...(text('weight') ? {weight: Number(text('weight'))} : {}), ...(text('field') ? {field: text('field')} : {}), check: data.get('check') !== null});
      go('/admin/keys/' + encodeURIComponent(made.id), true);
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : '';
      setBad(blame(problem, /accept the key|the key/.test(message) ? 'key' : ''));
    } finally {
      setBusy(false);
    }
  };
  return h('div', {class: 'page sheet'},
    h('div', {class: 'exchange-head'}, h(Crumbs, {href: '/admin/keys', list: 'Provider keys', name: 'New key'}), h('div', {class: 'headline headline-end'}, h('h1', null, 'New provider key'))),
    h('form', {class: 'form', noValidate: true, autocomplete: 'off', onSubmit: add},
      h(Row, {path: 'name', label: 'Name', help: 'What people and routes call it.', wrong, needed: true}, h('input', {...tied('name', wrong, 'x'), name: 'name', type: 'text', autocomplete: 'off', spellcheck: false})),
      h(Row, {path: 'provider', label: 'Provider', help: 'The key goes to this provider’s host and nowhere else.', wrong, needed: true}, h('select', {...tied('provider', wrong, 'x'), name: 'provider'}, (about?.providers ?? []).map((one) => h('option', {key: one.name, value: one.name}, visible(one.name + ' · ' + one.base))))),
      h(Row, {path: 'key', label: 'Key', help: 'Sealed as it arrives. No answer, log or page ever has it again.', wrong, needed: true}, h('input', {...tied('key', wrong, 'x'), name: 'key', type: 'password', autocomplete: 'new-password', spellcheck: false, class: 'mono'}),
        h('label', {class: 'form-check'}, h('input', {type: 'checkbox', name: 'check', defaultChecked: true}), 'Ask the provider whether it accepts the key')),
      h(Row, {path: 'sharing', label: 'For', wrong, group: true}, h(Choice, {path: 'sharing', value: sharing, options, onChange: setSharing})),
      h(With, {sharing, value: shares, wrong, onChange: setShares}),
      h(Row, {path: 'weight', label: 'Weight', help: 'Its share beside other keys that a call may use; 0 for none.', wrong}, h('input', {...tied('weight', wrong, 'x'), name: 'weight', type: 'number', min: 0, max: 1000, placeholder: '1'})),
      h(Row, {path: 'field', label: 'Header field', help: 'Where the provider expects it.', wrong}, h('input', {...tied('field', wrong, 'x'), name: 'field', type: 'text', placeholder: 'the provider’s usual one', autocomplete: 'off', spellcheck: false})),
      h('div', {class: 'form-foot'}, h('button', {type: 'submit', class: 'button button-main', disabled: busy}, busy ? 'Asking the provider…' : 'Add the key'), h('a', {class: 'button', href: '/admin/keys'}, 'Cancel'), h('p', {class: 'form-said bad', role: 'status'}, said ? visible(said) : wrong ? 'Not added: see ' + wrong.path + '.' : ''))));
}

/** @param {{who: import('../../lib/me.js').Me, id: string}} props */
function One({who, id}) {
  const directory = useDirectory();
  const at = 'keys/' + encodeURIComponent(id);
  const asked = useAsked((signal) => get(at, {}, signal), [at]);
  if (asked.problem) {
    return h(Problem, {problem: asked.problem, again: asked.again, top: true});
  }
  /** @type {ProviderKey | null} */
  const key = asked.value;
  if (!key) {
    return h(Loading, null);
  }
  const own = key.sharing === 'own' && (key.with ?? [])[0] === who.user;
  const may = manages(who) || own;
  return h('div', {class: 'page sheet'},
    h('div', {class: 'exchange-head'}, h(Crumbs, {href: '/admin/keys', list: 'Provider keys', name: key.name, id: key.id}),
      h('div', {class: 'headline headline-end'}, h('h1', null, line(key.name)), key.disabled && h(Badge, {tone: 'bad'}, 'off'))),
    h('div', {class: 'form'},
      h('dl', {class: 'fields'}, [['Provider', visible(key.provider)], ['Goes to', h('code', null, visible(key.destination))], ['In the field', h('code', null, visible(key.field))], ['Key', [h(LastFour, {last: key.last_four}), h('span', {class: 'none'}, key.version > 1 ? ' rotated ' + of(key.version - 1, 'time') : '')]],
        ['Last accepted', key.checked_at ? moment(key.checked_at) : 'not known'], ['Added', moment(key.created_at) + ' by ' + visible(directory.name(key.created_by))]].map(([name, value]) => h('div', {key: String(name)}, h('dt', null, name), h('dd', null, value)))),
      may ? [h(Rotate, {key: 'rotate', at, row: key, may: !own && key.sharing === 'own' ? 'Only its user replaces an own key.' : '', onDone: asked.again}), h(Change, {key: 'change' + JSON.stringify(key), at, row: key, who, own, onDone: asked.again})]
      : h('p', {class: 'notice'}, 'You see this as ' + who.role + '; an owner or admin changes it.')));
}

/** Another text for a key, and whether the provider accepts it. @param {{at: string, row: ProviderKey, may: string, onDone: () => void}} props */
function Rotate({at, row, may, onDone}) {
  const [said, setSaid] = useState('');
  const [wrong, setWrong] = useState(/** @type {Wrong} */ (null));
  const [busy, setBusy] = useState(false);
  /** @param {Event} event */
  const replace = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const data = new FormData(form);
    setBusy(true);
    setWrong(null);
    setSaid('');
    try {
      const done = await send('PUT', at + '/secret', {key: String(data.get('key')).trim(), check: data.get('check') !== null});
      form.reset();
      setSaid('Replaced; the provider said: ' + done.check + '.');
      onDone();
    } catch (problem) {
      setWrong(blame(problem, 'key').wrong);
    } finally {
      setBusy(false);
    }
  };
  const test = async () => {
    setBusy(true);
    setSaid('');
    setWrong(null);
    try {
      const done = await send('POST', at + '/check', {});
      setSaid('The provider said: ' + done.check + '.');
      onDone();
    } catch (problem) {
      setSaid(problem instanceof Error ? problem.message : String(problem));
    } finally {
      setBusy(false);
    }
  };
  const help = 'The next call uses it. The one before is gone.';
  return h('section', {class: 'form-section'}, h('h2', null, 'The key'),
    h(Row, {path: 'test', label: 'Does it still work?', help: 'Asks ' + row.destination + ' with the stored key; no model is called.', group: true}, h('button', {type: 'button', class: 'button', disabled: busy, onClick: test}, 'Ask the provider'), said && h('p', {class: 'form-help', role: 'status'}, visible(said))),
    may ? h('p', {class: 'form-note'}, may) : h('form', {noValidate: true, autocomplete: 'off', onSubmit: replace}, h(Row, {path: 'key', label: 'Rotate', help, wrong},
      h('div', {class: 'form-line'}, h('input', {...tied('key', wrong, help), name: 'key', type: 'password', autocomplete: 'new-password', spellcheck: false, class: 'mono', placeholder: 'the new key'}), h('button', {type: 'submit', class: 'button', disabled: busy}, 'Replace')),
      h('label', {class: 'form-check'}, h('input', {type: 'checkbox', name: 'check', defaultChecked: true}), 'Ask the provider whether it accepts the key'))));
}

/** @param {{at: string, row: ProviderKey, who: import('../../lib/me.js').Me, own: boolean, onDone: () => void}} props */
function Change({at, row, who, own, onDone}) {
  const [name, setName] = useState(row.name);
  const [sharing, setSharing] = useState(/** @type {string} */ (row.sharing));
  const [shares, setShares] = useState(row.with ?? []);
  const [weight, setWeight] = useState(String(row.weight));
  const [off, setOff] = useState(row.disabled);
  const [{wrong, said}, setBad] = useState(/** @type {{wrong: Wrong, said: string}} */ ({wrong: null, said: ''}));
  const owned = row.sharing === 'own';
  const changed = name !== row.name || sharing !== row.sharing || String(shares) !== String(row.with ?? []) || weight !== String(row.weight) || off !== row.disabled;
  /** @param {Event} event */
  const save = async (event) => {
    event.preventDefault();
    try {
      await send('PUT', at, {name, weight: Number(weight), disabled: off, ...(owned ? {} : {sharing, ...(sharing === 'everyone' ? {} : {with: shares})})});
      onDone();
    } catch (problem) {
      setBad(blame(problem));
    }
  };
  return h('form', {class: 'form-section', noValidate: true, onSubmit: save}, h('h2', null, 'Who uses it'),
    h(Row, {path: 'name', label: 'Name', wrong}, h('input', {...tied('name', wrong), type: 'text', value: name, spellcheck: false, autocomplete: 'off', onInput: (/** @type {any} */ event) => setName(event.target.value)})),
    owned ? h(Row, {path: 'sharing', label: 'For', group: true}, own ? 'Only your own calls' : 'Only calls of its user') : h(Row, {path: 'sharing', label: 'For', wrong, group: true}, h(Choice, {path: 'sharing', value: sharing, options: sharings(who.role, false), onChange: setSharing})),
    !owned && h(With, {sharing, value: shares, wrong, onChange: setShares}),
    h(Row, {path: 'weight', label: 'Weight', help: 'Its share beside other keys; 0 for none.', wrong}, h('input', {...tied('weight', wrong, 'x'), type: 'number', min: 0, max: 1000, value: weight, onInput: (/** @type {any} */ event) => setWeight(event.target.value)})),
    h(Row, {path: 'disabled', label: 'Switched off', help: 'No call uses it while it is.', wrong}, h('label', {class: 'form-check'}, h('input', {...tied('disabled', wrong, 'x'), type: 'checkbox', checked: off, onChange: (/** @type {any} */ event) => setOff(event.target.checked)}), off ? 'Yes' : 'No')),
    h('div', {class: 'form-foot'}, h('button', {type: 'submit', class: 'button button-main', disabled: !changed}, 'Save'), h('p', {class: said ? 'form-said bad' : 'form-said', role: 'status'}, said ? visible(said) : changed ? 'Not saved yet.' : ''),
      h('span', {class: 'form-end'}, h(Confirmed, {label: 'Remove', title: 'Remove the key ' + row.name + '?', says: 'Calls that have no other key are refused from then on. Weir cannot bring the key back.', does: 'Remove the key', onDo: async () => {
        await send('DELETE', at);
        go('/admin/keys', true);
      }}))));
}
