// @ts-check
// The kinds of documents: what each is called, what a list shows of it, and what its form knows beyond its shape.
import {h} from '../../lib/dom.js';
import {Badge} from '../../lib/badges.js';
import {DASH, visible, whole} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Document} Document */
/** @typedef {import('../../lib/directory.js').Directory} Directory */
/** @typedef {import('./form.js').Hints} Hints */

/**
 * What forms and lists know besides the document.
 *
 * @typedef {object} Known
 * @property {Directory} directory
 * @property {{name: string, dialect: string}[]} providers
 * @property {string[]} keys names of provider keys
 * @property {string[]} redactions names of redaction rules
 * @property {Option[]} routeOptions
 */

/** @typedef {import('../../lib/directory.js').Option} Option */

/**
 * @typedef {object} Kind
 * @property {string} path below /api/v1/
 * @property {string} page its address
 * @property {string} shape its name in the API's description
 * @property {string} one
 * @property {string} many
 * @property {string} lead what they are for
 * @property {string} named what its name is
 * @property {string} [nameHelp]
 * @property {string} empty what to do where there are none
 * @property {{name: string, figure?: boolean, cell: (spec: any, one: Document, known: Known) => any}[]} columns
 * @property {(known: Known, spec: any) => Hints} hints
 * @property {any} fresh what a new one says
 */

const CAPTURE = ['full', 'preview(4096)', 'metadata', 'off'];
const DIALECTS = ['anthropic', 'openai', 'gemini', 'ollama', 'other'].map((one) => ({value: one, name: one}));
const MODES = [
  {value: 'enforce', name: 'Enforce', means: 'A call that it does not allow is refused.'},
  {value: 'warn', name: 'Warn', means: 'The call passes; its answer has the field x-weir-warning.'},
  {value: 'dry_run', name: 'Dry run', means: 'The call passes; only the record says what would have happened.'},
];

/** @param {any} value @returns {string[]} */
export function list(value) {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** @param {any} audience @param {Known} known */
export function who(audience, known) {
  const names = [...list(audience?.teams), ...list(audience?.users)].map(known.directory.name);
  return names.length === 0 ? h('span', {class: 'none'}, 'everyone') : visible(names.join(', '));
}

/** @param {{mode?: string}} props */
export function Mode({mode = 'enforce'}) {
  return h(Badge, {tone: mode === 'enforce' ? 'accent' : mode === 'warn' ? 'warn' : undefined}, mode.replaceAll('_', ' '));
}

/** @param {Known} known @returns {Hints} */
function audience(known) {
  return {
    'for': {label: 'For whom', help: 'Everyone of the organisation where nobody is named.'},
    'for.teams': {label: 'Teams', help: '', options: known.directory.teamOptions, placeholder: 'any team'},
    'for.users': {label: 'Users', help: '', options: known.directory.userOptions, placeholder: 'any user'},
  };
}

/** @param {Known} known @param {string} at @param {string} one @param {string} help @returns {Hints} */
function target(known, at, one, help) {
  return {
    [at]: {one, help},
    [at + '.provider']: {options: known.providers.map((each) => ({value: each.name, name: each.name}))},
    [at + '.model']: {placeholder: 'as asked for', help: 'Its name there.'},
    [at + '.weight']: {},
    [at + '.key']: {label: 'Provider key', options: known.keys.map((name) => ({value: name, name})), placeholder: 'the nearest', help: ''},
    [at + '.prefix']: {label: 'Path in front', placeholder: 'none', help: ''},
  };
}

/** @param {any} names @param {string} verb @param {string} tone */
function said(names, verb, tone) {
  return Object.entries(names ?? {}).map(([subject, all]) => h('span', {key: verb + subject, class: 'said'}, h('b', {class: tone}, verb), ' ', subject + ' ', h('code', null, visible(list(all).join(', ')))));
}

/** @param {any} spec */
export function amount(spec) {
  return spec.quantity === 'spend' ? '$' + spec.amount : whole(Number(spec.amount));
}

/** @type {Record<string, Kind>} */
export const KINDS = {
  teams: {
    path: 'teams', page: '/admin/teams', shape: 'TeamSpec', one: 'team', many: 'Teams', named: 'Name', empty: 'Routes, keys, policies and limits can be for a team.',
    lead: 'People who work together. Routes, keys, policies and limits can be for a team.', fresh: {},
    columns: [{name: 'Members', figure: true, cell: (_, one, known) => whole(known.directory.users.filter((user) => list(/** @type {any} */ (user.spec).teams).includes(one.id)).length)}],
    hints: () => ({}),
  },
  users: {
    path: 'users', page: '/admin/people', shape: 'UserSpec', one: 'user', many: 'People', named: 'E-mail', nameHelp: 'What the user signs in with.', empty: 'Add somebody, then hand over the invitation.',
    lead: 'Who may sign in, and what each may do.', fresh: {},
    columns: [
      {name: 'Name', cell: (spec) => (spec.name ? visible(spec.name) : h('span', {class: 'none'}, DASH))},
      {name: 'Role', cell: (spec) => h(Badge, {tone: spec.role === 'owner' || spec.role === 'admin' ? 'accent' : undefined}, spec.role ?? 'member')},
      {name: 'Teams', cell: (spec, _, known) => (list(spec.teams).length > 0 ? visible(list(spec.teams).map(known.directory.name).join(', ')) : h('span', {class: 'none'}, DASH))},
      {name: 'Signs in with', cell: (_, one) => (one.identity ? 'the identity provider' : 'a password')},
      {name: 'State', cell: (spec) => (spec.disabled ? h(Badge, {tone: 'bad'}, 'disabled') : h('span', {class: 'none'}, 'active'))},
    ],
    hints: (known) => ({
      name: {label: 'Name', help: 'For people.', placeholder: 'the address'},
      role: {help: '', words: [
        {value: 'member', name: 'Member', means: 'Calls models, sees what is one’s own.'}, {value: 'auditor', name: 'Auditor', means: 'Sees everything, changes nothing, calls no models.'},
        {value: 'admin', name: 'Admin', means: 'Sees everything, manages people and rules.'}, {value: 'owner', name: 'Owner', means: 'An admin who also makes, changes and removes owners.'}]},
      teams: {options: known.directory.teamOptions, placeholder: 'no team', help: 'Their routes, keys, policies and limits are the user’s too.'},
      disabled: {help: 'Nothing of the user is let in any more: no session, no token, no key.'},
    }),
  },
  routes: {
    path: 'routes', page: '/admin/routes', shape: 'RouteSpec', one: 'route', many: 'Routes', named: 'Model or pattern', nameHelp: 'What callers ask for. * stands for any run of characters.',
    empty: 'Without a route, calls go where their path says. A route gives a model name to a place of your choice, with fallbacks.',
    lead: 'Where calls go, by the model that callers ask for.', fresh: {targets: [{}]},
    columns: [
      {name: 'Leads to', cell: (spec) => places(spec)},
      {name: 'Falls back to', cell: (spec) => (list(spec.fallbacks).length === 0 ? h('span', {class: 'none'}, DASH) : h('code', null, visible(list(spec.fallbacks).map(place).join(' → '))))},
      {name: 'For', cell: (spec, one, known) => (one.owner ? visible(known.directory.name(one.owner)) : who(spec.for, known))},
      {name: 'Capture', cell: (spec) => spec.capture ?? 'full'},
    ],
    hints: (known) => ({
      ...target(known, 'targets', 'target', 'Where it leads. Calls are shared by weight.'),
      ...target(known, 'fallbacks', 'fallback', 'Tried in this order when those fail, before the first byte of an answer has gone out.'),
      'fallbacks.weight': {hidden: true},
      ...audience(known),
      dialects: {label: 'API shapes', options: DIALECTS, placeholder: 'all', help: ''},
      default: {label: 'Also the default', help: 'Also takes calls that no other route answers to and whose path names no provider.'},
      capture: {known: CAPTURE},
      timeouts: {help: 'Whole seconds.'}, 'timeouts.first_byte': {placeholder: 'as configured', help: ''}, 'timeouts.idle': {placeholder: 'as configured', help: ''},
      provider: {hidden: true}, model: {hidden: true}, key: {hidden: true}, prefix: {hidden: true}, weight: {hidden: true},
    }),
  },
  policies: {
    path: 'policies', page: '/admin/policies', shape: 'PolicySpec', one: 'policy', many: 'Policies', named: 'Name', nameHelp: 'Refusals name it.', empty: 'Without a policy everything is allowed. Begin with a dry run to see what one would refuse.',
    lead: 'What calls may do. All policies that are for the caller count.', fresh: {mode: 'dry_run'},
    columns: [
      {name: 'Mode', cell: (spec) => h(Mode, {mode: spec.mode})},
      {name: 'Says', cell: (spec) => saying(spec)},
      {name: 'For', cell: (spec, _, known) => who(spec.for, known)},
    ],
    hints: (known) => ({
      mode: {help: 'For what it does not allow.', words: MODES}, ...audience(known),
      deny: {help: 'What is refused; counts over what is allowed.'}, ...names(known, 'deny', 'nothing'),
      allow: {help: 'What alone is allowed. A subject that is not named is not restricted.'}, ...names(known, 'allow', 'anything'),
      max_request_bytes: {label: 'Largest request body', help: 'In bytes.', placeholder: 'no limit'},
      provider_storage: {label: 'Provider may store', help: 'Off: a call that the provider would keep is refused.'},
      redaction: {label: 'Redaction rules', options: known.redactions.map((name) => ({value: name, name})), placeholder: 'none', help: 'Named here they hold for whom this policy is for.'},
      capture: {known: CAPTURE},
    }),
  },
  limits: {
    path: 'limits', page: '/admin/limits', shape: 'LimitSpec', one: 'limit', many: 'Limits', named: 'Name', nameHelp: 'Refusals and alerts name it.', empty: 'Virtual keys have 60 requests a minute; nothing else is limited.',
    lead: 'How much may be used, of requests, tokens, calls at a time, or money.', fresh: {},
    columns: [
      {name: 'Amount', figure: true, cell: (spec) => amount(spec)},
      {name: 'Of', cell: (spec) => (spec.quantity ?? 'requests') + (spec.quantity === 'concurrent' ? ' calls' : ' per ' + (spec.per ?? 'minute'))},
      {name: 'Whose', cell: (spec, _, known) => (spec.of ? visible(subjectName(spec, known)) : spec.subject === 'organisation' || !spec.subject ? 'the organisation' : 'each ' + (spec.subject === 'credential' ? 'provider key' : spec.subject))},
      {name: 'Warns at', cell: (spec) => (list(spec.soft).length > 0 ? list(spec.soft).join(', ') + ' %' : h('span', {class: 'none'}, DASH))},
      {name: 'Mode', cell: (spec) => h(Mode, {mode: spec.mode})},
    ],
    hints: (known, spec) => ({
      quantity: {label: 'What is counted', help: '', words: [{value: 'requests', name: 'Requests'}, {value: 'tokens', name: 'Tokens'}, {value: 'concurrent', name: 'Calls at a time'}, {value: 'spend', name: 'Money'}]},
      amount: {help: spec.quantity === 'spend' ? 'US dollars, with up to nine decimals.' : 'A whole number.'},
      per: {hidden: spec.quantity === 'concurrent', label: 'In each', help: spec.quantity === 'spend' ? 'Money takes a calendar: day, week or month.' : 'Second, minute and hour are rates; day, week and month are calendars.', placeholder: 'minute'},
      zone: {placeholder: 'the organisation’s', help: 'Where days, weeks and months begin, such as Europe/Berlin.', hidden: !['day', 'week', 'month'].includes(spec.per)},
      subject: {label: 'Whose use', help: 'Each is counted for itself, or one alone.', words: [{value: 'organisation', name: 'All'}, {value: 'team', name: 'Team'}, {value: 'user', name: 'User'}, {value: 'key', name: 'Token'}, {value: 'route', name: 'Route'}, {value: 'credential', name: 'Provider key'}]},
      of: {label: 'Of which one', hidden: (spec.subject ?? 'organisation') === 'organisation', placeholder: 'each for itself', help: '', options: spec.subject === 'team' ? known.directory.teamOptions : spec.subject === 'user' ? known.directory.userOptions : spec.subject === 'route' ? known.routeOptions : undefined},
      mode: {help: 'For calls beyond it.', words: [{...MODES[0], means: 'A call beyond it is refused.'}, MODES[1], MODES[2]]},
      soft: {label: 'Warns at', help: 'Percents of the amount, rising.', placeholder: 'none; such as 50, 80'},
      unpriced: {hidden: spec.quantity !== 'spend', label: 'Models without a price', known: ['refuse', 'allow_counted']},
      strict: {help: 'Refuses calls while they cannot be counted.'},
    }),
  },
  redactions: {
    path: 'redactions', page: '/admin/redactions', shape: 'RedactionSpec', one: 'set of rules', many: 'Redaction', named: 'Name', nameHelp: 'Policies name it.', empty: 'Secrets and personal data can be taken out of bodies before anything is stored or forwarded.',
    lead: 'What is taken out of bodies. Rules do nothing by themselves: a policy names them.', fresh: {kinds: ['secrets'], mode: 'dry_run'},
    columns: [
      {name: 'Mode', cell: (spec) => h(Mode, {mode: spec.mode})},
      {name: 'Finds', cell: (spec) => [h('code', null, visible(list(spec.kinds).join(', ') || 'secrets')), list(spec.except).length > 0 && [' without ', h('code', null, visible(list(spec.except).join(', ')))], list(spec.custom).length > 0 && ' and ' + list(spec.custom).length + ' own']},
      {name: 'Applies to', cell: (spec) => (spec.apply === 'forward_and_record' ? 'what is forwarded and stored' : 'what is stored')},
    ],
    hints: () => ({
      mode: {help: '', words: [{...MODES[0], means: 'What is found is replaced.'}, {...MODES[1], means: 'Nothing is changed; the caller learns of it.'}, {...MODES[2], means: 'Nothing is changed; only the record says what was found.'}]},
      apply: {label: 'Applies to', help: '', words: [{value: 'record', name: 'What is stored'}, {value: 'forward_and_record', name: 'Also what is forwarded'}]},
      kinds: {placeholder: 'secrets', help: 'Kinds, or the groups secrets and personal.'},
      except: {placeholder: 'nothing', help: 'Kinds or groups to take out again.'},
      custom: {one: 'pattern', label: 'Own patterns', help: 'A row of elements such as EMP-[0-9]{6}; no groups, alternatives or open repeats.'},
      mark: {label: 'In its place', help: '', words: [{value: 'kind', name: 'The kind', means: '[redacted:email]'}, {value: 'kind_and_hash', name: 'Kind and hash', means: '[redacted:email:3f2a]; equal for equal secrets'}]},
    }),
  },
  organisation: {
    path: 'organisation', page: '/admin/organisation', shape: 'OrganisationSpec', one: 'organisation', many: 'Organisation', named: 'Name', empty: '', lead: '', fresh: {}, columns: [],
    hints: () => ({zone: {label: 'Time zone', placeholder: 'UTC', help: 'Where days, weeks and months of limits begin, such as Europe/Berlin.'}, own_keys: {label: 'Own provider keys', help: 'Users may bring provider keys of their own.'}, own_routes: {label: 'Own routes', help: 'Users may make routes for themselves.'}}),
  },
};

/** @param {any} one a target */
function place(one) {
  return (one.provider ?? '?') + (one.model ? '/' + one.model : '');
}

/** @param {any} spec of a route */
function places(spec) {
  const all = list(spec.targets ?? (spec.provider ? [spec] : []));
  const sum = all.reduce((/** @type {number} */ total, /** @type {any} */ one) => total + (one.weight ?? 1), 0);
  return h('code', null, all.map((/** @type {any} */ one, /** @type {number} */ i) => [i > 0 && ', ', visible(place(one)), all.length > 1 && h('span', {class: 'none'}, ' ' + Math.round((one.weight ?? 1) * 100 / sum) + ' %')]));
}

/** @param {Known} known @param {string} at @param {string} placeholder @returns {Hints} */
function names(known, at, placeholder) {
  return {
    [at + '.models']: {placeholder, help: 'As asked for and as sent; * stands for any run of characters.'},
    [at + '.providers']: {options: known.providers.map((one) => ({value: one.name, name: one.name})), placeholder, help: ''},
    [at + '.tools']: {placeholder, help: 'Tools that the request offers.'}, [at + '.paths']: {placeholder, help: 'At the provider, each with everything under it.'}, [at + '.hosts']: {placeholder, help: ''},
  };
}

/** @param {any} spec of a policy */
function saying(spec) {
  const out = [...said(spec.deny, 'denies', 'bad'), ...said(spec.allow, 'allows only', ''),
    spec.max_request_bytes && h('span', {class: 'said', key: 'bytes'}, 'at most ' + whole(spec.max_request_bytes) + ' bytes'),
    spec.provider_storage === false && h('span', {class: 'said', key: 'storage'}, 'no storage at providers'),
    spec.redaction && h('span', {class: 'said', key: 'redaction'}, 'redacts by ', h('code', null, visible(spec.redaction))),
    spec.capture && h('span', {class: 'said', key: 'capture'}, 'keeps ' + spec.capture)].filter(Boolean);
  return out.length > 0 ? out : h('span', {class: 'none'}, 'nothing yet');
}

/** @param {any} spec of a limit @param {Known} known */
function subjectName(spec, known) {
  return known.routeOptions.find((one) => one.value === spec.of)?.name ?? known.directory.name(spec.of);
}
