// @ts-check
import {h, useStore} from './dom.js';
import {Dialog} from './dialog.js';
import {groups, shown} from './keys.js';

/** The keys in force, by who listens. @param {{onClose: () => void}} props */
export function Help({onClose}) {
  const all = useStore(groups);
  /** @type {Map<string, import('./keys.js').Key[]>} */
  const scopes = new Map();
  for (const group of [...all].reverse()) {
    const list = scopes.get(group.scope) ?? [];
    list.push(...group.list.filter((key) => !key.hidden));
    scopes.set(group.scope, list);
  }
  return h(Dialog, {label: 'Keys', class: 'help', onClose},
    h('div', {class: 'dialog-head'}, h('h2', null, 'Keys'),
      h('button', {type: 'button', class: 'button', onClick: onClose}, 'Close ', h('kbd', null, 'Esc'))),
    h('div', {class: 'help-groups'}, [...scopes].filter(([, list]) => list.length > 0).map(([scope, list]) =>
      h('section', {key: scope}, h('h3', null, scope),
        h('dl', null, list.map((key) => h('div', {class: 'help-row', key: key.keys + key.does},
          h('dt', null, h(Keys, {keys: key.keys})),
          h('dd', null, key.does))))))));
}

/** @param {{keys: string}} props */
export function Keys({keys}) {
  return shown(keys).map((way, i) => [
    i > 0 && h('span', {class: 'help-or'}, ' or '),
    way.map((key) => h('kbd', null, key)),
  ]);
}
