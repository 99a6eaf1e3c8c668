// @ts-check
import {h} from './dom.js';

/**
 * One of a few, all in sight.
 *
 * @template {string} T
 * @param {object} props
 * @param {string} props.label what is chosen
 * @param {{id: T, name: string, title?: string}[]} props.options
 * @param {T} props.chosen
 * @param {(id: T) => void} props.onChoose
 */
export function Choice({label, options, chosen, onChoose}) {
  return h('div', {class: 'toggle', role: 'group', 'aria-label': label}, options.map((option) => h('button', {
    type: 'button', key: option.id, class: 'toggle-one', title: option.title, 'aria-pressed': option.id === chosen ? 'true' : 'false',
    onClick: () => onChoose(option.id),
  }, option.name)));
}
