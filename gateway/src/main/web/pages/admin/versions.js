// @ts-check
import {h} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {useDirectory} from '../../lib/directory.js';
import {leaves} from '../../lib/schema.js';
import {Loading, Problem} from '../../lib/states.js';
import {ago, moment, visible} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Document} Document */

/**
 * What is different between two versions, member by member.
 *
 * @param {Document | undefined} before
 * @param {Document} after
 */
export function differences(before, after) {
  const old = before ? leaves({name: before.name, .../** @type {any} */ (before.spec)}) : new Map();
  const now = leaves({name: after.name, .../** @type {any} */ (after.spec)});
  return [...new Set([...old.keys(), ...now.keys()])].filter((place) => old.get(place) !== now.get(place)).map((place) => ({place, old: old.get(place), now: now.get(place)}));
}

/** Every version and what it changed, the newest first. @param {{kind: import('./kinds.js').Kind, id: string}} props */
export function Versions({kind, id}) {
  const directory = useDirectory();
  const asked = useAsked((signal) => get(kind.path + '/' + encodeURIComponent(id) + '/versions', {}, signal), [kind.path, id]);
  if (asked.problem) {
    return h(Problem, {problem: asked.problem, again: asked.again});
  }
  if (!asked.value) {
    return h(Loading, null);
  }
  /** @type {Document[]} */
  const all = asked.value.items;
  return h('ol', {class: 'versions'}, all.map((version, i) => {
    const changes = differences(all[i + 1], version);
    return h('li', {key: version.version, class: 'version'},
      h('div', {class: 'version-head'}, h('b', null, 'Version ' + version.version), i === 0 && h('span', {class: 'badge badge-accent'}, 'now'),
        h('span', {class: 'quiet'}, visible(directory.name(version.changed_by)), ', ', h('time', {class: 'ago', dateTime: version.changed_at, title: moment(version.changed_at)}, ago(version.changed_at)))),
      changes.length === 0 ? h('p', {class: 'none'}, i === all.length - 1 ? 'Made.' : 'Nothing but its version.')
      : h('table', {class: 'changes'}, h('caption', {class: 'sr'}, 'What version ' + version.version + ' changed'),
        h('thead', {class: 'sr'}, h('tr', null, h('th', {scope: 'col'}, 'Member'), h('th', {scope: 'col'}, 'Before'), h('th', {scope: 'col'}, 'After'))),
        h('tbody', null, changes.map((change) => h('tr', {key: change.place},
          h('th', {scope: 'row'}, h('code', null, visible(change.place))),
          h('td', null, change.old === undefined ? null : h('del', null, h('span', {class: 'change-sign', 'aria-hidden': 'true'}, '−'), visible(named(change.old, directory)))),
          h('td', null, change.now === undefined ? null : h('ins', null, h('span', {class: 'change-sign', 'aria-hidden': 'true'}, '+'), visible(named(change.now, directory)))))))));
  }));
}

/** @param {string} text @param {import('../../lib/directory.js').Directory} directory */
function named(text, directory) {
  return /^(usr|team)_/.test(text) ? text.split(', ').map(directory.name).join(', ') : text;
}
