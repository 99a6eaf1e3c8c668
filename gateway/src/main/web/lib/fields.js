// @ts-check
// Controls of forms. Each has a label, help, and the place for what is wrong with it.
import {h, cls, useRef, useState} from './dom.js';
import {visible} from './format.js';
import {Icon} from './icons.js';

/**
 * What is wrong, by place.
 *
 * @typedef {{path: string, says: string} | null} Wrong
 */

/** More options than these are found by typing. */
const MANY = 200;

/** @param {string} path */
export function idOf(path) {
  return 'f-' + path.replace(/[^\w]+/g, '-');
}

/** Whether an error is about a field or something in it. @param {Wrong} wrong @param {string} path */
export function isAbout(wrong, path) {
  return wrong !== null && (wrong.path === path || wrong.path.startsWith(path + '[') || wrong.path.startsWith(path + '.'));
}

/**
 * A row of a form: what it is on the left, the control on the right.
 *
 * @param {{path: string, label: string, help?: string, wrong?: Wrong, group?: boolean, needed?: boolean, children?: any}} props `group` where there are several controls in it
 */
export function Row({path, label, help, wrong = null, group, needed, children}) {
  const id = idOf(path);
  const bad = isAbout(wrong, path);
  const name = [visible(label), needed && h('span', {class: 'form-needed', 'aria-hidden': 'true'}, ' *')];
  return h('div', {class: cls('form-row', bad && 'form-row-bad'), role: group ? 'group' : undefined, 'aria-labelledby': group ? id + '-l' : undefined},
    h('div', {class: 'form-what'},
      group ? h('span', {class: 'form-label', id: id + '-l'}, name) : h('label', {class: 'form-label', for: id}, name),
      help && h('p', {class: 'form-help', id: id + '-h'}, visible(help))),
    h('div', {class: 'form-control'}, children,
      bad && wrong && h('p', {class: 'form-wrong', id: id + '-w', role: 'alert'}, wrong.path !== path && h('code', null, wrong.path), wrong.path !== path && ' ', visible(wrong.says))));
}

/** Attributes that tie a control to its row. @param {string} path @param {Wrong} wrong @param {string} [help] */
export function tied(path, wrong, help) {
  const bad = isAbout(wrong, path);
  const id = idOf(path);
  return {id, 'aria-invalid': bad ? 'true' : undefined, 'aria-describedby': [help && id + '-h', bad && id + '-w'].filter(Boolean).join(' ') || undefined};
}

/**
 * One of a few words, all in sight.
 *
 * @param {{path: string, value: string, options: {value: string, name: string, tone?: string, means?: string}[], disabled?: boolean, onChange: (value: string) => void}} props
 */
export function Choice({path, value, options, disabled, onChange}) {
  const means = options.find((one) => one.value === value)?.means;
  return h('div', null,
    h('div', {class: 'segments'}, options.map((one) => h('label', {key: one.value, class: cls('segment', one.value === value && 'segment-on')},
      h('input', {type: 'radio', class: 'sr', name: idOf(path), value: one.value, checked: one.value === value, disabled, onChange: () => onChange(one.value)}), one.name))),
    means && h('p', {class: 'form-help'}, means));
}

/**
 * Several texts as chips; Enter or a comma ends one, Backspace in an empty field takes the last away. With options it offers those alone.
 *
 * @param {{path: string, value: string[], options?: {value: string, name: string}[], known?: string[], placeholder?: string, disabled?: boolean, attributes?: object, onChange: (value: string[]) => void}} props
 */
export function Chips(props) {
  const {options} = props;
  return options && options.length > MANY && !props.disabled ? h(ChipsOfMany, {...props, options}) : h(ChipsOfFew, props);
}

/**
 * Of so many that nobody reads all: those are offered that have what was typed in their name.
 *
 * @param {{path: string, value: string[], options: {value: string, name: string}[], placeholder?: string, attributes?: object, onChange: (value: string[]) => void}} props
 */
function ChipsOfMany({path, value, options, placeholder, attributes, onChange}) {
  const [text, setText] = useState('');
  const wanted = text.toLowerCase();
  const offered = wanted === '' ? [] : options.filter((one) => !value.includes(one.value) && one.name.toLowerCase().includes(wanted)).slice(0, 50);
  /** @param {string} given */
  const take = (given) => {
    const found = options.find((one) => one.name === given.trim() && !value.includes(one.value));
    setText(found ? '' : given);
    if (found) {
      onChange([...value, found.value]);
    }
  };
  return h('div', {class: 'chips'},
    value.map((one) => h(Chip, {key: one, name: options.find((option) => option.value === one)?.name ?? one, onOff: () => onChange(value.filter((other) => other !== one))})),
    h('input', {...attributes, type: 'text', value: text, placeholder: value.length === 0 && placeholder ? placeholder + '; type a name' : 'Type a name', spellcheck: false, autocomplete: 'off', list: idOf(path) + '-k',
      // A choice from the list comes as a replacement; what is typed may be the beginning of a longer name.
      onInput: (/** @type {any} */ event) => (event.inputType === undefined || event.inputType === 'insertReplacementText' ? take(event.target.value) : setText(event.target.value)),
      onKeyDown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter' && text.trim() !== '') {
          event.preventDefault();
          take(offered.length === 1 ? offered[0].name : text);
        }
      }}),
    h('datalist', {id: idOf(path) + '-k'}, offered.map((one) => h('option', {key: one.value, value: one.name}))));
}

/** @param {{name: string, onOff: () => void}} props */
function Chip({name, onOff}) {
  return h('span', {class: 'chip'}, visible(name), h('button', {type: 'button', class: 'chip-off', title: 'Take ' + name + ' out', 'aria-label': 'Take ' + name + ' out', onClick: onOff}, h(Icon, {name: 'close'})));
}

/** @param {Parameters<typeof Chips>[0]} props */
function ChipsOfFew({path, value, options, known, placeholder, disabled, attributes, onChange}) {
  const [text, setText] = useState('');
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {string} given */
  const add = (given) => {
    const more = given.split(',').map((one) => one.trim()).filter((one) => one !== '' && !value.includes(one));
    setText('');
    if (more.length > 0) {
      onChange([...value, ...more]);
    }
  };
  /** @param {string} one */
  const name = (one) => options?.find((option) => option.value === one)?.name ?? one;
  const left = (options ?? []).filter((option) => !value.includes(option.value));
  return h('div', {class: 'chips'},
    value.map((one) => (disabled ? h('span', {key: one, class: 'chip'}, visible(name(one))) : h(Chip, {key: one, name: name(one), onOff: () => onChange(value.filter((other) => other !== one))}))),
    disabled ? value.length === 0 && h('span', {class: 'none'}, placeholder ?? 'none')
    : options ? h('select', {...attributes, value: '', disabled: left.length === 0, onChange: (/** @type {any} */ event) => event.target.value && add(event.target.value)},
      h('option', {value: ''}, options.length === 0 ? 'none there' : left.length === 0 ? 'all chosen' : value.length === 0 ? placeholder ?? 'Add…' : 'Add…'), left.map((option) => h('option', {key: option.value, value: option.value}, visible(option.name))))
    : h('input', {
      ...attributes, ref: input, type: 'text', value: text, placeholder: value.length === 0 ? placeholder : 'Add…', spellcheck: false, autocomplete: 'off', list: known ? idOf(path) + '-k' : undefined,
      onInput: (/** @type {any} */ event) => (event.target.value.endsWith(',') ? add(event.target.value) : setText(event.target.value)),
      onBlur: () => add(text),
      onKeyDown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter' && text.trim() !== '') {
          event.preventDefault();
          add(text);
        } else if (event.key === 'Backspace' && text === '' && value.length > 0) {
          onChange(value.slice(0, -1));
        }
      },
    }),
    known && h('datalist', {id: idOf(path) + '-k'}, known.filter((one) => !value.includes(one)).map((one) => h('option', {key: one, value: one}))));
}
