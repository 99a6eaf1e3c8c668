// @ts-check
// A form over a shape of the API. What a member is called and what may stand in it can be hinted at; without a hint the shape says it.
import {h} from '../../lib/dom.js';
import {Chips, Choice, Row, tied} from '../../lib/fields.js';
import {sort} from '../../lib/schema.js';
import {spoken} from '../../lib/format.js';
import {Icon} from '../../lib/icons.js';

/** @typedef {import('../../lib/schema.js').Schema} Schema */
/** @typedef {import('../../lib/fields.js').Wrong} Wrong */
/** @typedef {import('../../lib/directory.js').Option} Option */

/**
 * What a form knows of a member beyond its shape.
 *
 * @typedef {object} Hint
 * @property {string} [label]
 * @property {string} [help]
 * @property {string} [placeholder]
 * @property {boolean} [hidden]
 * @property {{value: string, name: string, means?: string}[]} [words] all in sight, instead of a list to open
 * @property {Option[]} [options] what may stand there
 * @property {string[]} [known] what is proposed
 * @property {string} [one] what an item of a list is called
 */

/** What everything knows: hints by place, places of items without their number. @typedef {Record<string, Hint>} Hints */

/** @typedef {{schema: Schema, value: any, path: string, hints: Hints, wrong: Wrong, readOnly: boolean, needed?: boolean, onChange: (value: any) => void}} Props */

/** @param {Props} props the members of an object, one row each */
export function Members({schema, value, path, hints, wrong, readOnly, onChange}) {
  const given = value ?? {};
  return h('div', {class: 'form-members'}, order(schema, hints, path).map((name) => {
    const at = path ? path + '.' + name : name;
    return h(Member, {
      key: name, schema: (schema.properties ?? {})[name], value: given[name], path: at, hints, wrong, readOnly, needed: schema.required?.includes(name) ?? false,
      onChange: (/** @type {any} */ next) => {
        const changed = {...given};
        if (next === undefined) {
          delete changed[name];
        } else {
          changed[name] = next;
        }
        onChange(changed);
      },
    });
  }));
}

/** Hinted ones first, in the order of the hints. @param {Schema} schema @param {Hints} hints @param {string} path */
function order(schema, hints, path) {
  const prefix = path ? plain(path) + '.' : '';
  const names = Object.keys(schema.properties ?? {});
  const hinted = Object.keys(hints).filter((place) => place.startsWith(prefix)).map((place) => place.slice(prefix.length));
  const rank = (/** @type {string} */ name) => (hinted.indexOf(name) + 1 || 999);
  return names.filter((name) => !hints[prefix + name]?.hidden).sort((a, b) => rank(a) - rank(b));
}

/** @param {string} path */
function plain(path) {
  return path.replace(/\[\d+\]/g, '');
}

/** @param {Props} props */
function Member({schema, value, path, hints, wrong, readOnly, needed, onChange}) {
  const hint = hints[plain(path)] ?? {};
  const kind = sort(schema);
  const label = hint.label ?? spoken(plain(path).split('.').at(-1) ?? '');
  const help = hint.help ?? schema.description;
  const usual = schema.default === undefined ? '' : String(schema.default);
  const placeholder = hint.placeholder ?? usual;
  const row = {path, label, help, wrong, needed};
  if (kind === 'object') {
    return h('fieldset', {class: 'form-group', disabled: readOnly}, h('legend', null, label), help && h('p', {class: 'form-help'}, help),
      h(Members, {schema, value, path, hints, wrong, readOnly, onChange}));
  }
  if (kind === 'list') {
    return h(Items, {schema, value, path, hints, wrong, readOnly, onChange});
  }
  if (kind === 'flag') {
    const on = value ?? schema.default ?? false;
    return h(Row, row, h('label', {class: 'form-check'}, h('input', {...tied(path, wrong, help), type: 'checkbox', checked: on, disabled: readOnly,
      onChange: (/** @type {any} */ event) => onChange(event.target.checked === (schema.default ?? false) ? undefined : event.target.checked)}), on ? 'Yes' : 'No'));
  }
  if (kind === 'words') {
    const list = typeof value === 'string' ? [value] : value ?? [];
    return h(Row, row, h(Chips, {path, value: list, options: hint.options, known: hint.known ?? schema.items?.enum, placeholder, disabled: readOnly, attributes: tied(path, wrong, help), onChange: (next) => onChange(next.length > 0 ? next : undefined)}));
  }
  if (kind === 'numbers') {
    const text = (value ?? []).join(', ');
    return h(Row, row, h('input', {...tied(path, wrong, help), type: 'text', key: text, value: text, placeholder, disabled: readOnly, inputMode: 'numeric',
      onChange: (/** @type {any} */ event) => {
        const parts = event.target.value.split(/[\s,%]+/).filter((/** @type {string} */ one) => one !== '');
        onChange(parts.length > 0 ? parts.map((/** @type {string} */ one) => (Number.isNaN(Number(one)) ? one : Number(one))) : undefined);
      }}));
  }
  if (kind === 'word' && hint.words) {
    return h(Row, {...row, group: true}, h(Choice, {path, value: value ?? usual, options: hint.words, disabled: readOnly, onChange: (next) => onChange(next === usual ? undefined : next)}));
  }
  const choices = kind === 'word' ? (schema.enum ?? []).map((one) => ({value: one, name: one.replaceAll('_', ' ')})) : hint.options;
  if (choices) {
    const strange = value !== undefined && value !== '' && !choices.some((one) => one.value === value);
    return h(Row, row, h('select', {...tied(path, wrong, help), value: value ?? '', disabled: readOnly, onChange: (/** @type {any} */ event) => onChange(event.target.value === '' ? undefined : event.target.value)},
      (!needed || value === undefined) && h('option', {value: ''}, usual ? usual.replaceAll('_', ' ') + ' (usual)' : hint.placeholder ?? (needed ? 'Choose…' : 'none')),
      strange && h('option', {value}, String(value)),
      choices.filter((one) => one.value !== usual || one.value === value).map((one) => h('option', {key: one.value, value: one.value}, one.name))));
  }
  if (kind === 'number') {
    return h(Row, row, h('input', {...tied(path, wrong, help), type: 'number', min: schema.minimum, max: schema.maximum, value: value ?? '', placeholder, disabled: readOnly,
      onInput: (/** @type {any} */ event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}));
  }
  const list = hint.known ? 'k-' + path.replace(/\W+/g, '-') : undefined;
  return h(Row, row, h('input', {...tied(path, wrong, help), type: 'text', value: value ?? '', placeholder, disabled: readOnly, spellcheck: false, autocomplete: 'off', list,
    onInput: (/** @type {any} */ event) => onChange(event.target.value === '' ? undefined : event.target.value)}),
  list && h('datalist', {id: list}, hint.known?.map((one) => h('option', {key: one, value: one}))));
}

/** A list of objects, each a box that can be moved and taken out. @param {Props} props */
function Items({schema, value, path, hints, wrong, readOnly, onChange}) {
  const list = value ?? [];
  const hint = hints[plain(path)] ?? {};
  const one = hint.one ?? 'item';
  /** @param {any[]} next */
  const put = (next) => onChange(next.length > 0 ? next : undefined);
  /** @param {number} from @param {number} to */
  const move = (from, to) => {
    const next = [...list];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
  };
  return h('fieldset', {class: 'form-group', disabled: readOnly},
    h('legend', null, hint.label ?? spoken(path.split('.').at(-1) ?? '')),
    h('p', {class: 'form-help'}, hint.help ?? schema.description),
    list.length === 0 && readOnly && h('p', {class: 'none'}, 'none'),
    h('ol', {class: 'form-items'}, list.map((/** @type {any} */ item, /** @type {number} */ i) => h('li', {key: i, class: 'form-item'},
      h('div', {class: 'form-item-head'}, h('span', null, spoken(one) + ' ' + (i + 1)),
        !readOnly && h('span', {class: 'form-item-tools'},
          h('button', {type: 'button', class: 'tool', disabled: i === 0, title: 'Move ' + one + ' ' + (i + 1) + ' up', 'aria-label': 'Move ' + one + ' ' + (i + 1) + ' up', onClick: () => move(i, i - 1)}, h(Icon, {name: 'up'})),
          h('button', {type: 'button', class: 'tool', disabled: i === list.length - 1, title: 'Move ' + one + ' ' + (i + 1) + ' down', 'aria-label': 'Move ' + one + ' ' + (i + 1) + ' down', onClick: () => move(i, i + 1)}, h(Icon, {name: 'down'})),
          h('button', {type: 'button', class: 'tool', title: 'Take ' + one + ' ' + (i + 1) + ' out', 'aria-label': 'Take ' + one + ' ' + (i + 1) + ' out', onClick: () => put(list.filter((/** @type {any} */ _, /** @type {number} */ j) => j !== i))}, h(Icon, {name: 'close'})))),
      h(Members, {schema: schema.items ?? {}, value: item, path: path + '[' + i + ']', hints, wrong, readOnly, onChange: (next) => put(list.map((/** @type {any} */ old, /** @type {number} */ j) => (j === i ? next : old)))})))),
    !readOnly && h('button', {type: 'button', class: 'button', onClick: () => put([...list, {}])}, h(Icon, {name: 'plus'}), 'Add a ' + one));
}
