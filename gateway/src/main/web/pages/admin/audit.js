// @ts-check
// Who changed what, and whether the log of it is whole.
import {h, useEffect, useMemo, useRef, useState, useStore} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {me} from '../../lib/me.js';
import {go, place, withQuery} from '../../lib/router.js';
import {leaves} from '../../lib/schema.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {Badge} from '../../lib/badges.js';
import {CopyButton} from '../../lib/clipboard.js';
import {DASH, ago, line, moment, visible, when, whole} from '../../lib/format.js';
import {Head, NotForYou} from './known.js';

/** @typedef {import('../../types/api.js').AuditEntry} AuditEntry */
/** @typedef {import('../../types/api.js').AuditReport} AuditReport */

const ROWS = 100;

/** So many characters of names stand for a change that is folded. */
const FEW = 52;

const FILTERS = [['action', 'Action', 'such as key.create'], ['actor', 'Who', 'id'], ['subject', 'What', 'id']];

export function Page() {
  const who = useStore(me);
  return who === null || who.role === 'member' ? h(NotForYou, null) : h(Log, null);
}

function Log() {
  const query = useStore(place).query;
  const action = query.get('action') ?? '';
  const actor = query.get('actor') ?? '';
  const subject = query.get('subject') ?? '';
  const broken = Number(query.get('at') ?? 0);
  const [report, setReport] = useState(/** @type {AuditReport | null} */ (null));
  const [checking, setChecking] = useState(false);
  const [failed, setFailed] = useState(/** @type {unknown} */ (null));
  const [items, setItems] = useState(/** @type {AuditEntry[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const params = useMemo(() => ({action, actor, subject, limit: ROWS}), [action, actor, subject]);
  const [round, setRound] = useState(0);
  const asking = useRef(new AbortController());
  /** Asks for the entries before a place; what comes for filters that hold no more is left out. @param {string | null} cursor @param {AuditEntry[]} before */
  const load = async (cursor, before) => {
    const {signal} = asking.current;
    setProblem(null);
    try {
      const page = await get('audit', {...params, cursor}, signal);
      if (!signal.aborted) {
        setItems([...before, ...page.items]);
        setNext(page.next);
      }
    } catch (failure) {
      if (!signal.aborted) {
        setProblem(failure);
      }
    }
  };
  useEffect(() => {
    const abort = new AbortController();
    asking.current = abort;
    setItems(null);
    setNext(null);
    load(null, []);
    return () => abort.abort();
  }, [params, round]);
  const verify = async () => {
    setChecking(true);
    setFailed(null);
    try {
      setReport(await get('audit/verify'));
    } catch (failure) {
      setFailed(failure);
    } finally {
      setChecking(false);
    }
  };
  const faulty = new Set((report?.faults ?? []).flatMap((fault) => range(fault.seq, fault.up_to)));
  return h('div', {class: 'page sheet'},
    h(Head, {title: 'Audit log', lead: 'Every change of people, keys and rules, each entry chained to the one before it.'},
      h('button', {type: 'button', class: 'button', disabled: checking, onClick: verify}, checking ? 'Checking…' : 'Check that it is whole')),
    h('div', {class: 'filters'}, FILTERS.map(([name, label, example]) => h('label', {class: 'pick', key: name}, label, h('input', {type: 'text', key: query.get(name) ?? '', value: query.get(name) ?? '', placeholder: example, spellcheck: false, size: 18, onChange: (/** @type {any} */ event) => go(withQuery({[name]: event.target.value.trim()}))}))),
      (action || actor || subject) && h('button', {type: 'button', class: 'button button-quiet', onClick: () => go(withQuery({action: null, actor: null, subject: null}))}, 'Show all')),
    failed !== null && h(Problem, {problem: failed, again: verify}),
    report && h(Report, {report}),
    problem ? h(Problem, {problem, again: () => setRound((n) => n + 1)}) : items === null ? h(Loading, null)
    : items.length === 0 ? h(Empty, {title: action || actor || subject ? 'No entry fits' : 'Nothing was changed yet'})
    : h('div', {class: 'grid-box'}, h('table', {class: 'grid grid-admin'},
      h('thead', null, h('tr', null, h('th', {scope: 'col', class: 'figure'}, 'No.'), ['When', 'Who', 'Did', 'To', 'What changed'].map((name) => h('th', {scope: 'col', key: name}, name)))),
      h('tbody', null, items.map((entry) => h(Entry, {key: entry.seq, entry, faulty: faulty.has(entry.seq), open: broken === entry.seq})))),
    next !== null && h('p', {class: 'table-foot'}, h('button', {type: 'button', class: 'button', onClick: () => load(next, items ?? [])}, 'Show older ones'))));
}

/** @param {number} from @param {number} to */
function range(from, to) {
  return Array.from({length: Math.min(1000, Math.max(1, to - from + 1))}, (_, i) => from + i);
}

/** @param {{report: AuditReport}} props */
function Report({report}) {
  return h('section', {class: report.intact ? 'report' : 'report report-bad', role: 'status'},
    h('h2', null, report.intact ? 'The log is whole' : 'The log is broken'),
    h('p', null, whole(report.entries) + ' entries, the last is number ' + whole(report.last) + '. ', report.intact ? 'Every entry fits the one before it, and the end is the one that is kept outside.' : 'Somebody or something changed it outside Weir. Do not trust the entries named here.'),
    report.faults.length > 0 && h('ul', {class: 'faults'}, report.faults.map((fault, i) => h('li', {key: i}, h(Badge, {tone: 'bad'}, fault.kind), ' ', fault.up_to > fault.seq ? 'entries ' + fault.seq + ' to ' + fault.up_to : 'entry ' + fault.seq, ': ', visible(fault.message)))),
    report.hash && h('p', {class: 'quiet'}, 'Hash of the last: ', h('code', {class: 'hash'}, visible(report.hash)), h(CopyButton, {text: report.hash, title: 'Copy the hash'}), 'Note it elsewhere: a log that was rewritten as a whole shows by it.'));
}

/** @param {any} before @param {any} after */
function changes(before, after) {
  const old = before ? leaves(before) : new Map();
  const now = after ? leaves(after) : new Map();
  return [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name) !== now.get(name)).map((name) => ({name, old: old.get(name), now: now.get(name)}));
}

/** The first names, and how many more there are. @param {string[]} names */
function few(names) {
  let n = 1;
  while (n < names.length && names.slice(0, n + 1).join(', ').length <= FEW) {
    n++;
  }
  return line(names.slice(0, n).join(', '), 60) + (n < names.length ? ' and ' + (names.length - n) + ' more' : '');
}

/** @param {{entry: AuditEntry, faulty: boolean, open: boolean}} props */
function Entry({entry, faulty, open}) {
  const [shown, setShown] = useState(open);
  const all = changes(entry.before, entry.after);
  /** @param {string} name @param {string} value @param {any} words */
  const filter = (name, value, words) => (value ? h('button', {type: 'button', class: 'link', title: 'Show only these', onClick: () => go(withQuery({[name]: value}))}, words) : words);
  return h('tr', {class: faulty ? 'row-bad' : undefined},
    h('td', {class: 'figure'}, faulty && h('span', {class: 'bad', title: 'not to be trusted'}, '! '), whole(entry.seq)),
    h('td', null, h('time', {dateTime: entry.at, title: moment(entry.at) + ', ' + ago(entry.at)}, when(entry.at))),
    h('td', null, filter('actor', entry.actor.id, entry.actor.name ? line(entry.actor.name, 60) : visible(entry.actor.id || entry.actor.kind))),
    h('td', null, filter('action', entry.action, h('code', null, visible(entry.action)))),
    h('td', null, entry.subject.name ? line(entry.subject.name, 60) : entry.subject.id ? h('code', null, visible(entry.subject.id)) : h('span', {class: 'none'}, DASH)),
    h('td', {class: 'grid-wrap'}, all.length === 0 ? h('span', {class: 'none'}, DASH)
      : shown ? h('div', {class: 'entry-changes'}, h('button', {type: 'button', class: 'link', 'aria-expanded': 'true', onClick: () => setShown(false)}, 'Fold'),
        h('table', {class: 'changes'}, h('tbody', null, all.map((change) => h('tr', {key: change.name}, h('th', {scope: 'row'}, h('code', null, visible(change.name))),
          h('td', null, change.old === undefined ? null : h('del', null, visible(change.old))), h('td', null, change.now === undefined ? null : h('ins', null, visible(change.now))))))))
      : h('button', {type: 'button', class: 'link', 'aria-expanded': 'false', onClick: () => setShown(true)}, few(all.map((change) => change.name)))));
}
