// @ts-check
// The list of a kind of documents, and one of them: its form, its versions, its end.
import {h, useLayoutEffect, useMemo, useRef, useState, useStore} from '../../lib/dom.js';
import {ApiError, get, send} from '../../lib/api.js';
import {useAsked} from '../../lib/use.js';
import {me} from '../../lib/me.js';
import {go, place, withQuery} from '../../lib/router.js';
import {useKeys} from '../../lib/keys.js';
import {useCommands} from '../../lib/commands.js';
import {renewed} from '../../lib/directory.js';
import {aboutWhat, pruned, shape} from '../../lib/schema.js';
import {Row, idOf, tied} from '../../lib/fields.js';
import {Confirmed} from '../../lib/confirm.js';
import {Icon} from '../../lib/icons.js';
import {Tabs} from '../../lib/tabs.js';
import {Empty, Loading, Problem} from '../../lib/states.js';
import {ago, line, moment, visible} from '../../lib/format.js';
import {useSome} from '../../lib/some.js';
import {KINDS} from './kinds.js';
import {Crumbs, Head, NotForYou, useKnown} from './known.js';
import {Members} from './form.js';
import {Versions} from './versions.js';
import {UserTools} from './user-tools.js';
import {Uses, useUses} from './uses.js';
import {Decided, Lately, decides, useDecided} from './decided.js';

/** @typedef {import('../../types/api.js').Document} Document */
/** @typedef {import('./kinds.js').Kind} Kind */
/** @typedef {import('../../lib/fields.js').Wrong} Wrong */

/** Asked for once: to compare by a language is slow to begin. */
const ORDER = new Intl.Collator();

/** The place of the document's own name; what it says may have a member of that name. */
const NAME = '@name';

/**
 * The pages of a kind, for `pages/index.js`.
 *
 * @param {string} kind
 * @returns {{Page: (props: {params: Record<string, string>}) => any}}
 */
export function of(kind) {
  return {Page: ({params}) => h(Pages, {kind: KINDS[kind], id: params.id ?? ''})};
}

/** @param {{kind: Kind, id: string}} props */
function Pages({kind, id}) {
  const who = useStore(me);
  if (who === null) {
    return h(NotForYou, null);
  }
  return kind.path === 'organisation' ? h(One, {kind, id: '-', key: '-'}) : id === '' ? h(Many, {kind}) : h(One, {kind, id, key: id});
}

/** Whether one may make documents of the kind. @param {Kind} kind @param {import('../../lib/me.js').Me | null} who */
function adds(kind, who) {
  return who !== null && (who.role === 'owner' || who.role === 'admin' || (kind.path === 'routes' && who.role === 'member'));
}

/** @param {{kind: Kind}} props */
function Many({kind}) {
  const who = useStore(me);
  const known = useKnown();
  const filter = useStore(place).query.get('q') ?? '';
  const all = useAsked((signal) => get(kind.path, {}, signal), [kind.path]);
  const uses = useUses(kind.path === 'limits');
  const counts = useDecided(kind.path);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const may = adds(kind, who);
  /** @type {Document[]} */
  const items = all.value?.items ?? [];
  const wanted = filter.toLowerCase();
  const fits = useMemo(() => items.filter((one) => (one.name + ' ' + JSON.stringify(one.spec)).toLowerCase().includes(wanted)).sort((a, b) => ORDER.compare(a.name, b.name)), [all.value, wanted]);
  const {shown, more} = useSome(fits, kind.path + wanted);
  const fresh = () => (may ? go(kind.page + '/new') : false);
  useKeys(kind.many, [
    {keys: 'n', does: 'Add a ' + kind.one, run: () => (may ? fresh() : false)},
    {keys: '/', does: 'Narrow the list', run: () => input.current?.focus()},
  ], [may, kind]);
  useCommands(may ? [{name: 'Add a ' + kind.one, keys: 'n', run: fresh}] : [], [may, kind]);
  if (all.problem) {
    return h(Problem, {problem: all.problem, again: all.again, top: true});
  }
  return h('div', {class: 'page sheet'},
    h(Head, {title: kind.many, count: all.value ? items.length : undefined, lead: kind.lead},
      items.length > 0 && h('input', {ref: input, type: 'text', class: 'narrow', value: filter, placeholder: 'Narrow', 'aria-label': 'Narrow the list', spellcheck: false,
        onInput: (/** @type {any} */ event) => go(withQuery({q: event.target.value}), true)}),
      may && h('a', {class: 'button button-main', href: kind.page + '/new'}, h(Icon, {name: 'plus'}), 'Add a ' + kind.one)),
    !all.value ? h(Loading, null)
    : items.length === 0 ? h(Empty, {title: 'No ' + kind.many.toLowerCase() + ' yet'}, h('p', null, kind.empty), may && h('a', {class: 'button', href: kind.page + '/new'}, 'Add a ' + kind.one))
    : shown.length === 0 ? h(Empty, {title: 'Nothing fits'}, h('button', {type: 'button', class: 'button', onClick: () => go(withQuery({q: null}))}, 'Show all'))
    : h('div', {class: 'grid-box'}, h('table', {class: 'grid grid-admin'},
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, kind.named), kind.columns.map((column) => h('th', {scope: 'col', key: column.name, class: column.figure ? 'figure' : undefined}, column.name)),
        uses && h('th', {scope: 'col'}, 'Used now'), decides(kind.path) && h('th', {scope: 'col'}, 'In 30 days'), h('th', {scope: 'col', class: 'grid-late'}, 'Changed'))),
      h('tbody', null, shown.map((one) => h('tr', {key: one.id, class: /** @type {any} */ (one.spec).disabled ? 'row-off' : undefined},
        h('th', {scope: 'row'}, h('a', {href: kind.page + '/' + encodeURIComponent(one.id)}, line(one.name))),
        kind.columns.map((column) => h('td', {key: column.name, class: column.figure ? 'figure' : undefined}, column.cell(one.spec, one, known))),
        uses && h('td', {class: 'grid-uses'}, h(Uses, {uses: uses.filter((use) => use.limit === one.id), spec: one.spec, known, most: 1})),
        decides(kind.path) && h('td', null, h(Decided, {path: kind.path, name: one.name, spec: one.spec, counts})),
        h('td', {class: 'grid-late'}, h('time', {class: 'ago', dateTime: one.changed_at, title: moment(one.changed_at) + ' by ' + known.directory.name(one.changed_by)}, ago(one.changed_at)), h('span', {class: 'none'}, ' v' + one.version)))))), more));
}

/** @param {{kind: Kind, id: string}} props */
function One({kind, id}) {
  const fresh = id === 'new';
  const who = useStore(me);
  const query = useStore(place).query;
  const schema = useAsked(() => shape(kind.shape), [kind]);
  const at = kind.path === 'organisation' ? 'organisation' : kind.path + '/' + encodeURIComponent(id);
  const asked = useAsked(async (signal) => (fresh ? null : get(at, {}, signal)), [at]);
  const [saved, setSaved] = useState(/** @type {Document | null} */ (null));
  if (schema.problem ?? asked.problem) {
    return h(Problem, {problem: schema.problem ?? asked.problem, again: () => {
      schema.again();
      asked.again();
    }, top: true});
  }
  /** @type {Document | null} */
  const document = saved && saved.version >= (asked.value?.version ?? 0) ? saved : asked.value;
  if (!schema.value || (!fresh && !document)) {
    return h(Loading, null);
  }
  const owns = document?.owner !== undefined && document.owner === who?.user;
  const may = fresh ? adds(kind, who) : owns || who?.role === 'owner' || who?.role === 'admin';
  const tab = query.get('tab') === 'versions' ? 'versions' : 'settings';
  const title = fresh ? 'New ' + kind.one : document?.name ?? '';
  const versions = kind.path !== 'organisation' && !fresh;
  return h('div', {class: 'page sheet'},
    h('div', {class: 'exchange-head'},
      kind.path !== 'organisation' && h(Crumbs, {href: kind.page, list: kind.many, name: title, id: document?.id}),
      h('div', {class: 'headline'}, h('h1', null, line(title)), document?.owner && h('span', {class: 'quiet'}, 'own, for one user'),
        document && kind.path === 'users' && may && h('span', {class: 'headline-tools'}, h(UserTools, {document}))),
      versions ? h(Tabs, {label: 'Views of the ' + kind.one, tabs: [{id: 'settings', name: 'Settings'}, {id: 'versions', name: 'Versions', note: ' ' + document?.version}], chosen: tab}) : h('div', {class: 'headline-end'})),
    tab === 'versions' && versions ? h('div', {id: 'panel', role: 'tabpanel', 'aria-labelledby': 'tab-versions', class: 'sheet-in'}, h(Versions, {kind, id}))
    : h('div', versions ? {id: 'panel', role: 'tabpanel', 'aria-labelledby': 'tab-settings'} : null, h(Settings, {kind, id, at, document, schema: schema.value, may, onSaved: setSaved, key: document ? 'there' : 'new'})));
}

/** A document as a form has it. @param {Kind} kind @param {any} spec */
function opened(kind, spec) {
  if (kind.path === 'routes' && spec.provider && !spec.targets) {
    const {provider, model, key, prefix, weight, ...rest} = spec;
    return {...rest, targets: [pruned({provider, model, key, prefix, weight})]};
  }
  return spec;
}

/** @param {{kind: Kind, id: string, at: string, document: Document | null, schema: import('../../lib/schema.js').Schema, may: boolean, onSaved: (now: Document) => void}} props */
function Settings({kind, id, at, document, schema, may, onSaved}) {
  const who = useStore(me);
  const known = useKnown();
  const uses = useUses(kind.path === 'limits' && document !== null);
  const counts = useDecided(kind.path);
  const start = document ? opened(kind, document.spec) : kind.fresh;
  const [name, setName] = useState(document?.name ?? '');
  const [spec, setSpec] = useState(/** @type {any} */ (start));
  const [wrong, setWrong] = useState(/** @type {Wrong} */ (null));
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  /** What was sent last, to know what was typed meanwhile. */
  const sent = useRef(/** @type {{name: string, spec: any} | null} */ (null));
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  const changed = name !== (document?.name ?? '') || JSON.stringify(pruned(spec)) !== JSON.stringify(pruned(start));
  // All of these before the browser draws: a page that says what is saved also lets one leave, and
  // what is typed into a form that can be seen stays.
  // What was saved is the beginning from then on, and what was typed meanwhile is a change of it;
  // where one was in the form, one stays.
  useLayoutEffect(() => {
    if (sent.current === null || (sent.current.name === name && sent.current.spec === spec)) {
      setName(document?.name ?? '');
      setSpec(start);
    }
    sent.current = null;
  }, [document?.version]);
  useLayoutEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const warn = (event) => changed && event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [changed]);
  useLayoutEffect(() => {
    if (document === null && may) {
      window.document.getElementById(idOf(NAME))?.focus();
    }
  }, []);
  useLayoutEffect(() => {
    if (wrong) {
      const control = window.document.getElementById(idOf(wrong.path)) ?? form.current?.querySelector('[aria-invalid="true"]');
      if (control instanceof HTMLElement) {
        control.focus();
      }
    }
  }, [wrong]);

  const save = async () => {
    if (busy || !may) {
      return;
    }
    setBusy(true);
    setWrong(null);
    setSaid('');
    try {
      const body = {name: name.trim(), spec: pruned(spec) ?? {}};
      if (document) {
        sent.current = {name, spec};
        onSaved(await send('PUT', at, {...body, version: document.version}));
      } else {
        const own = kind.path === 'routes' && who?.role === 'member' ? {own: true} : {};
        const made = await send('POST', kind.path, {...body, ...own});
        go(kind.page + '/' + encodeURIComponent(made.id), true);
      }
      renewed();
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      const about = problem instanceof ApiError ? aboutWhat(message) ?? (problem.code === 'conflict' && !document ? {path: 'name', says: message} : null) : null;
      // The name of the document, or a member of that name in what it says.
      const place = about && about.path === 'name' && (message.startsWith('name:') || !schema.properties?.name) ? {...about, path: NAME} : about;
      setWrong(place);
      setSaid(place ? '' : message);
    } finally {
      setBusy(false);
    }
  };
  useKeys('Form', [{keys: 'mod+s', does: 'Save', typing: true, run: () => {
    save();
  }}], [name, spec, busy, may]);
  const help = kind.nameHelp;
  return h('form', {ref: form, class: 'form', noValidate: true, onSubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    save();
  }},
    !may && h('p', {class: 'notice'}, 'You see this as ' + (who?.role ?? 'a guest') + '; an owner or admin changes it.'),
    uses && uses.length > 0 && document && h('section', {class: 'form-uses'}, h('h2', null, 'Used now'), h(Uses, {uses: uses.filter((use) => use.limit === document.id), spec: document.spec, known, most: 20})),
    decides(kind.path) && document && h(Lately, {path: kind.path, name: document.name, spec: document.spec, counts}),
    h(Row, {path: NAME, label: kind.named, help, wrong, needed: true}, h('input', {...tied(NAME, wrong, help), type: 'text', value: name, disabled: !may, spellcheck: false, autocomplete: 'off', class: kind.path === 'routes' ? 'mono' : undefined,
      placeholder: kind.path === 'users' ? 'ann@example.com' : kind.path === 'routes' ? 'fast, or gpt-*' : undefined, onInput: (/** @type {any} */ event) => setName(event.target.value)})),
    h(Members, {schema, value: spec, path: '', hints: kind.hints(known, spec), wrong, readOnly: !may, onChange: setSpec}),
    kind.path === 'organisation' && h('section', null, h('h2', null, 'Retention'), h('p', {class: 'form-note'}, 'What is on record stays: Weir deletes no exchange by itself, whatever its age. How much of a call comes on record is said by the capture modes of routes, tokens and policies.')),
    may && h('div', {class: 'form-foot'},
      h('button', {type: 'submit', class: 'button button-main', disabled: busy || (!changed && document !== null)}, busy ? 'Saving…' : document ? 'Save' : 'Add the ' + kind.one),
      changed && document && h('button', {type: 'button', class: 'button', onClick: () => {
        setName(document.name);
        setSpec(start);
        setWrong(null);
        setSaid('');
      }}, 'Discard'),
      !document && h('a', {class: 'button', href: kind.page}, 'Cancel'),
      h('p', {class: said || wrong ? 'form-said bad' : 'form-said', role: 'status'}, said ? visible(said) : wrong ? 'Not saved: see ' + (wrong.path === NAME ? kind.named.toLowerCase() : wrong.path) + '.' : changed ? 'Not saved yet.' : document ? 'Version ' + document.version + ', saved ' + ago(document.changed_at) + ' by ' + visible(known.directory.name(document.changed_by)) : ''),
      document && kind.path !== 'organisation' && id !== who?.user && h('span', {class: 'form-end'}, h(Confirmed, {
        label: 'Remove', title: 'Remove ' + document.name + '?', does: 'Remove it',
        says: kind.path === 'users' ? 'Sessions, tokens and keys of this user end at once. What was recorded stays. To let the user back in later, disable instead.' : 'It ends within a second. Calls under way keep it. Its versions stay on record.',
        onDo: async () => {
          await send('DELETE', at);
          renewed();
          go(kind.page, true);
        }}))));
}
