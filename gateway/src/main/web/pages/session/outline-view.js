// @ts-check
import {h, cls, useEffect, useRef, useState, styled} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {VirtualList} from '../../lib/virtual.js';
import {Badge} from '../../lib/badges.js';
import {dollars, duration, line, of, whole} from '../../lib/format.js';
import {failed} from './outline.js';

/** @typedef {import('./outline.js').Entry} Entry */

const ROW = 26;

/**
 * The beginnings of prompts, asked for when their rows come into sight.
 *
 * @param {string} session
 */
function usePrompts(session) {
  const [, again] = useState(0);
  const known = useRef(/** @type {Map<string, string>} */ (new Map()));
  const waiting = useRef(/** @type {Entry[]} */ ([]));
  const running = useRef(0);
  const gone = useRef(false);
  useEffect(() => () => {
    gone.current = true;
  }, []);
  const pump = () => {
    while (running.current < 3 && waiting.current.length > 0) {
      const entry = /** @type {Entry} */ (waiting.current.pop());
      running.current++;
      get('sessions/' + encodeURIComponent(session) + '/turns', {cursor: entry.before || null, limit: 1, cut: 300}).then((page) => {
        const prompt = page.items[0]?.prompt ?? [];
        const text = prompt.find((/** @type {any} */ piece) => piece.type === 'text')?.text ?? '';
        known.current.set(entry.id, line(text, 160));
      }, () => known.current.set(entry.id, '')).finally(() => {
        running.current--;
        if (!gone.current) {
          again((n) => n + 1);
          pump();
        }
      });
    }
  };
  return {
    /** @param {Entry} entry @returns {string | undefined} */
    of(entry) {
      return known.current.get(entry.id);
    },
    /** @param {Entry[]} seen */
    want(seen) {
      const fresh = seen.filter((entry) => entry.type === 'turn' && entry.turn > 0 && !known.current.has(entry.id) && !waiting.current.some((one) => one.id === entry.id));
      // The ones seen last go first; of the others only some are worth asking for.
      waiting.current = [...waiting.current.slice(-20), ...fresh];
      pump();
    },
  };
}

/**
 * @param {object} props
 * @param {string} props.session
 * @param {Entry[]} props.entries
 * @param {number} props.selected
 * @param {boolean} props.ended false while rows are still coming
 * @param {Set<string>} props.folded
 * @param {(index: number) => void} props.onSelect
 * @param {(id: string) => void} props.onFold
 */
export function Outline({session, entries, selected, ended, folded, onSelect, onFold}) {
  const prompts = usePrompts(session);
  return h('div', {class: 'outline'}, h(VirtualList, {
    count: entries.length, rowHeight: ROW, reveal: selected,
    onSee: (/** @type {number} */ first, /** @type {number} */ last) => prompts.want(entries.slice(first, last + 1)),
    attributes: {'role': 'tree', 'tabIndex': 0, 'aria-label': 'Outline of the session', 'aria-activedescendant': entries[selected] ? 'entry-' + entries[selected].id : undefined},
    row: (/** @type {number} */ i) => {
      const entry = entries[i];
      const folds = entry.type === 'turn' || entry.type === 'agent' || entry.type === 'background';
      const open = entry.type === 'background' ? folded.has(entry.id) : !folded.has(entry.id);
      return h('div', {
        key: entry.id, id: 'entry-' + entry.id, role: 'treeitem', 'aria-level': entry.depth + 1, 'aria-selected': i === selected ? 'true' : 'false',
        'aria-expanded': folds ? (open ? 'true' : 'false') : undefined,
        class: cls('entry', 'entry-' + entry.type, i === selected && 'entry-chosen'), ref: styled({'--depth': String(entry.depth)}),
        onClick: () => onSelect(i),
      },
        folds ? h('button', {type: 'button', class: 'entry-fold', tabIndex: -1, 'aria-hidden': 'true', onClick: (/** @type {Event} */ event) => {
          event.stopPropagation();
          onFold(entry.id);
        }}, open ? '▾' : '▸') : h('span', {class: 'entry-fold'}),
        h(Words, {entry, prompt: prompts.of(entry)}));
    },
    foot: ended ? null : h('p', {class: 'table-foot', role: 'none'}, whole(entries.length) + ' rows so far…'),
  }));
}

/** @param {{entry: Entry, prompt: string | undefined}} props */
function Words({entry, prompt}) {
  const row = entry.row;
  switch (entry.type) {
    case 'turn':
      return [
        h('span', {class: 'entry-number'}, entry.turn > 0 ? whole(entry.turn) : '·'),
        h('span', {class: 'entry-words'}, entry.turn === 0 ? 'Before the first prompt' : prompt || (prompt === undefined ? '…' : 'Turn ' + entry.turn)),
        entry.errors ? h(Badge, {tone: 'bad', title: of(entry.errors, 'error')}, whole(entry.errors) + ' ✕') : null,
        h('span', {class: 'entry-side'}, of(entry.steps ?? 0, 'call')),
      ];
    case 'agent':
      return [
        h('span', {class: 'entry-words'}, 'Sub-agent', h('small', null, line(row.place?.thread ?? '', 24))),
        entry.errors ? h(Badge, {tone: 'bad', title: of(entry.errors, 'error')}, whole(entry.errors) + ' ✕') : null,
        h('span', {class: 'entry-side'}, of(entry.steps ?? 0, 'call')),
      ];
    case 'background':
      return [h('span', {class: 'entry-words'}, 'Background'), h('span', {class: 'entry-side'}, of(entry.steps ?? 0, 'call'))];
    case 'switch':
      return [h('span', {class: 'entry-words'}, 'Model: ', line(entry.from ?? '', 40), ' → ', line(row.answeredModel ?? row.requestedModel ?? '', 40))];
    default: {
      const kind = row.place?.kind ?? 'main';
      const does = row.tools.length > 0 ? row.tools.map((name) => line(name, 30)).join(', ') : kind !== 'main' ? kind.replaceAll('_', ' ') : row.has.includes('error') || row.error ? line(row.error ?? 'error', 40) : 'answer';
      return [
        entry.type === 'summary' && h(Badge, {tone: 'accent', title: 'the conversation goes on from a summary'}, 'compaction'),
        h('span', {class: 'entry-words'}, entry.type === 'summary' ? null : does),
        failed(row) && h(Badge, {tone: row.status >= 500 || row.outcome === 'upstream_failed' ? 'bad' : 'warn'}, row.outcome === 'client_disconnect' ? 'client left' : String(row.status || '—')),
        h('span', {class: 'entry-side'}, row.cost.usd === null ? '' : dollars(row.cost.usd)),
        h('span', {class: 'entry-side entry-time'}, duration(row.durationMs)),
      ];
    }
  }
}
