// @ts-check
// What fills the window of one request: groups, and the largest parts.
import {h, cls, useState, styled} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {Loading, Problem} from '../../lib/states.js';
import {Badge} from '../../lib/badges.js';
import {DASH, bytes, line, of, percent, whole} from '../../lib/format.js';
import {GROUPS, groupName} from './groups.js';

/** @typedef {import('../../types/api.js').ContextParts} ContextParts */
/** @typedef {import('../../types/api.js').Derived} Derived */

/** Parts that are shown at first. */
const SHOWN = 25;

/** @param {{id: string, row: Derived | null}} props */
export function Breakdown({id, row}) {
  const asked = useAsked(/** @returns {Promise<ContextParts>} */ (signal) => get('exchanges/' + encodeURIComponent(id) + '/context', {}, signal), [id]);
  const [group, setGroup] = useState('');
  const [shown, setShown] = useState(SHOWN);
  const found = asked.value;
  if (asked.problem) {
    return h(Problem, {problem: asked.problem, again: asked.again, what: 'This request cannot be measured'});
  }
  if (!found) {
    return h(Loading, {what: 'Measuring'});
  }
  if (found.reading === 'not' || found.total === 0) {
    return h('div', {class: 'state'}, h('p', {class: 'state-title'}, found.reading === 'not' ? 'The request could not be read' : 'There is nothing in the window'),
      h('p', null, found.reading === 'not' ? 'Its body is not on record, or is no call of a model.' : 'The request has no instructions, tools or messages.'));
  }
  const parts = found.parts.filter((part) => group === '' || part.group === group);
  const largest = parts[0]?.chars ?? 1;
  return h('div', {class: cls('parts', asked.loading && 'stale')},
    h('div', {class: 'parts-groups'},
      h('h3', null, 'By what it is'),
      h('table', {class: 'sums'},
        h('thead', null, h('tr', null, h('th', null, 'Group'), h('th', {class: 'figure'}, 'Characters'), h('th', {class: 'figure'}, 'Share'))),
        h('tbody', null, GROUPS.filter((one) => (found.chars[one.id] ?? 0) > 0).map((one) => h('tr', {key: one.id, class: one.id === group ? 'sums-chosen' : ''},
          h('th', {scope: 'row'}, h('button', {type: 'button', class: 'sums-pick', title: one.means, 'aria-pressed': one.id === group ? 'true' : 'false', onClick: () => {
            setGroup(one.id === group ? '' : one.id);
            setShown(SHOWN);
          }}, h('i', {class: 'tint back-' + one.id, 'aria-hidden': 'true'}), one.name)),
          h('td', {class: 'figure'}, whole(found.chars[one.id])), h('td', {class: 'figure'}, percent(found.chars[one.id], found.total))))),
        h('tfoot', null, h('tr', null, h('th', {scope: 'row'}, 'All'), h('td', {class: 'figure'}, whole(found.total)), h('td', null)))),
      h('p', {class: 'quiet'}, 'Shares are by characters: no provider states the tokens of single parts.'),
      found.media > 0 && h('p', {class: 'quiet'}, of(found.media, 'image, sound or document', 'images, sounds or documents') + (found.base64 > 0 ? ', ' + bytes(found.base64) + ' of base64,' : '') + ' stand beside the shares: their tokens do not follow from characters.'),
      found.elsewhere && h('p', {class: 'tone-warn'}, 'The request goes on from what the provider keeps. The window holds more than it says.'),
      found.reading === 'partly' && h('p', {class: 'tone-warn'}, 'The exchange could only be read in part.'),
      h('h3', null, 'As the provider counts'),
      row ? h(Tokens, {row}) : h('p', {class: 'quiet'}, 'Not known yet.')),
    h('div', {class: 'parts-list'},
      h('h3', null, group === '' ? 'Largest parts' : 'Largest parts: ' + groupName(group).toLowerCase(),
        h('span', {class: 'quiet'}, of(found.parts.length + found.left, 'part') + ' in all')),
      h('ol', null, parts.slice(0, shown).map((part) => h('li', {key: part.place, class: 'part'},
        h('div', {class: 'part-head'},
          h('i', {class: 'tint back-' + part.group, 'aria-hidden': 'true'}), h('b', null, groupName(part.group)),
          part.name && h('span', null, line(part.name, 80)), h('code', {class: 'quiet'}, line(part.place)),
          part.marked && h(Badge, {title: 'the request asks to cache up to here'}, '⚑ cache mark'),
          h('span', {class: 'part-size figure'}, whole(part.chars), h('small', null, percent(part.chars, found.total)))),
        h('div', {class: 'part-bar', 'aria-hidden': 'true'}, h('i', {class: 'back-' + part.group, ref: styled({width: part.chars * 100 / largest + '%'})})),
        h('p', {class: 'part-start'}, part.start ? line(part.start, 200) : h('span', {class: 'none'}, part.group === 'thinking' ? '(hidden by the provider; a signature)' : DASH))))),
      shown < parts.length && h('button', {type: 'button', class: 'button', onClick: () => setShown(parts.length)}, 'Show ' + of(parts.length - shown, 'more part')),
      found.left > 0 && group === '' && h('p', {class: 'quiet'}, of(found.left, 'smaller part') + ' are not listed.')));
}

/** What is read from the cache, written to it, and neither. @param {Derived['usage']} usage */
export function tokensOf(usage) {
  const input = usage.input_tokens;
  const read = usage.cache_read_tokens;
  const wrote = usage.cache_write_tokens;
  return {input, read, wrote, fresh: input === undefined ? undefined : Math.max(0, input - (read ?? 0) - (wrote ?? 0))};
}

/** @param {{row: Derived}} props */
function Tokens({row}) {
  const {input, read, wrote, fresh} = tokensOf(row.usage);
  if (input === undefined) {
    return h('p', {class: 'quiet'}, 'The answer states no usage' + (row.outcome === 'complete' ? '.' : ': it did not come to its end.'));
  }
  /** @type {[string, string, number | undefined][]} */
  const parts = [['read', 'Read from the cache', read], ['wrote', 'Written to the cache', wrote], ['fresh', 'Neither', fresh]];
  return h('table', {class: 'sums'},
    h('thead', null, h('tr', null, h('th', null, 'Input'), h('th', {class: 'figure'}, 'Tokens'), h('th', {class: 'figure'}, 'Share'))),
    h('tbody', null, parts.map(([id, name, n]) => h('tr', {key: id}, h('th', {scope: 'row'}, h('span', {class: 'sums-name'}, h('i', {class: 'tint back-' + id, 'aria-hidden': 'true'}), name)),
      h('td', {class: 'figure'}, n === undefined ? h('span', {class: 'none', title: 'not stated'}, DASH) : whole(n)), h('td', {class: 'figure'}, n === undefined ? '' : percent(n, input))))),
    h('tfoot', null, h('tr', null, h('th', {scope: 'row'}, 'All input'), h('td', {class: 'figure'}, whole(input)), h('td', null)),
      h('tr', null, h('th', {scope: 'row'}, 'Output'), h('td', {class: 'figure'}, whole(row.usage.output_tokens)), h('td', null, ''))));
}
