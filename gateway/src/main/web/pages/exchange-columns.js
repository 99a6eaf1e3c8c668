// @ts-check
// The columns of a list of exchanges.
import {h} from '../lib/dom.js';
import {Badge, Cost, Status, WouldRefuse, underwent} from '../lib/badges.js';
import {DASH, bytes, count, duration, line, moment, percent, when} from '../lib/format.js';

/** @typedef {import('../types/api.js').Derived} Derived */

/** @param {string | null | undefined} text */
function word(text) {
  return text ? h('span', {title: line(text)}, line(text)) : h('span', {class: 'none'}, DASH);
}

/** @param {Derived} row */
function model(row) {
  const asked = row.requestedModel;
  const answered = row.answeredModel;
  const shown = asked ?? answered;
  // The same name with a date is no other model.
  const other = asked && answered && asked !== answered && !answered.startsWith(asked + '-');
  return shown
    ? h('span', {title: other ? 'asked for ' + line(asked) + ', answered by ' + line(answered) : line(shown)}, line(shown), other && h('i', {class: 'other'}, ' → ' + line(answered)))
    : h('span', {class: 'none'}, DASH);
}

/** @typedef {import('./running.js').LiveRow} LiveRow */

/** @param {string} iso */
function began(iso) {
  return h('time', {dateTime: iso, title: moment(iso)}, when(iso));
}

/** @param {LiveRow} row */
function liveStatus(row) {
  const status = row.live.status;
  return h('span', {class: 'status', title: status ? 'HTTP ' + status + ', not over' : 'no answer yet'}, h('span', {class: 'status-code'}, status || '…'));
}

/** @type {import('../lib/table.js').Column<Derived>[]} */
export const COLUMNS = [
  {id: 'time', name: 'Time', width: '8.5rem', cell: (row) => began(row.startedAt), live: (row) => began(row.live.startedAt)},
  {id: 'status', name: 'Status', width: '4rem', cell: (row) => [h(Status, row), h(WouldRefuse, row)], live: liveStatus},
  {id: 'model', name: 'Model', width: 'minmax(8rem, 1.4fr)', cell: model, live: (row) => word(row.live.requestedModel)},
  {id: 'client', name: 'Tool', means: 'The program that called', width: 'minmax(5.5rem, 0.8fr)', cell: (row) => word(row.caller.client), live: (row) => word(row.live.caller.client)},
  {id: 'kind', name: 'Kind', means: 'What the call is for', width: 'minmax(5rem, 0.6fr)', cell: kind},
  {id: 'calls', name: 'Calls tools', means: 'Tools that the model called', width: 'minmax(5rem, 1fr)', cell: tools},
  {id: 'input', name: 'In', means: 'Input tokens, those of the cache included', width: '4rem', figure: true, cell: (row) => count(row.usage.input_tokens)},
  {id: 'cached', name: 'Cached', means: 'Share of the input that was read from the cache', width: '3.75rem', figure: true, cell: cached},
  {id: 'output', name: 'Out', means: 'Output tokens, reasoning included', width: '3.75rem', figure: true, cell: (row) => count(row.usage.output_tokens)},
  {id: 'cost', name: 'Cost', width: '5rem', figure: true, cell: (row) => h(Cost, {cost: row.cost})},
  {id: 'ttft', name: 'First token', means: 'From the head of the request to the first token', width: '4.75rem', figure: true, cell: (row) => duration(row.firstTokenMs)},
  {id: 'duration', name: 'Duration', width: '4.75rem', figure: true, cell: (row) => duration(row.durationMs)},
  {id: 'stop', name: 'Stop', means: 'Why the model stopped', width: 'minmax(5rem, 0.6fr)', off: true, cell: (row) => word(row.stopWord ?? row.stop)},
  {id: 'error', name: 'Error', width: 'minmax(7rem, 1fr)', off: true, cell: (row) => word(row.error)},
  {id: 'path', name: 'Path', width: 'minmax(8rem, 1fr)', off: true, cell: (row) => word(row.path), live: (row) => word(row.live.path)},
  {id: 'provider', name: 'Provider', width: 'minmax(6rem, 0.7fr)', off: true, cell: (row) => word(row.provider), live: (row) => word(row.live.provider)},
  {id: 'user', name: 'User', width: 'minmax(6rem, 0.8fr)', off: true, cell: (row) => word(row.caller.user), live: (row) => word(row.live.caller.user)},
  {id: 'team', name: 'Team', width: 'minmax(5rem, 0.6fr)', off: true, cell: (row) => word(row.caller.team), live: (row) => word(row.live.caller.team)},
  {id: 'repo', name: 'Repository', width: 'minmax(6rem, 0.8fr)', off: true, cell: (row) => word(row.caller.repo), live: (row) => word(row.live.caller.repo)},
  {id: 'branch', name: 'Branch', width: 'minmax(6rem, 0.8fr)', off: true, cell: (row) => word(row.caller.branch), live: (row) => word(row.live.caller.branch)},
  {id: 'token', name: 'Token', means: 'The token or virtual key that was shown', width: 'minmax(6rem, 0.8fr)', off: true, cell: (row) => word(row.gateway?.token)},
  {id: 'key', name: 'Provider key', means: 'The key that Weir sent', width: 'minmax(6rem, 0.8fr)', off: true, cell: (row) => word(row.gateway?.key)},
  {id: 'route', name: 'Route', width: 'minmax(5rem, 0.6fr)', off: true, cell: (row) => word(row.gateway?.route)},
  {id: 'rules', name: 'Rules', means: 'What policies and limits said', width: 'minmax(8rem, 1fr)', off: true, cell: (row) => word(row.gateway?.rulings.map(underwent).join(', '))},
  {id: 'tags', name: 'Tags', width: 'minmax(6rem, 1fr)', off: true, cell: (row) => word(row.caller.tags.join(' ')), live: (row) => word(row.live.caller.tags.join(' '))},
  {id: 'sent', name: 'Sent', means: 'Bytes of the request body', width: '5rem', figure: true, off: true, cell: (row) => bytes(row.requestBytes), live: (row) => bytes(row.live.requestBytes)},
  {id: 'got', name: 'Received', means: 'Bytes of the response body', width: '5rem', figure: true, off: true, cell: (row) => bytes(row.responseBytes), live: (row) => bytes(row.live.responseBytes)},
  {id: 'session', name: 'Session', width: 'minmax(6rem, 0.8fr)', off: true, cell: session},
  {id: 'id', name: 'Id', width: '20rem', off: true, cell: (row) => h('code', null, row.id), live: (row) => h('code', null, row.id)},
];

/** @param {Derived} row */
function kind(row) {
  if (row.place === null) {
    return h('span', {class: 'none'}, row.endpoint ? line(row.endpoint).replaceAll('_', ' ') : DASH);
  }
  const agent = row.place.thread !== 'main' && row.place.kind === 'main';
  return h('span', {title: row.place.inferred ? 'inferred from the conversation' : undefined},
    agent ? 'sub-agent' : row.place.kind.replaceAll('_', ' '));
}

/** @param {Derived} row */
function tools(row) {
  if (row.tools.length === 0) {
    return h('span', {class: 'none'}, DASH);
  }
  const all = row.tools.map((name) => line(name, 60)).join(', ');
  return h('span', {title: all}, all);
}

/** @param {Derived} row */
function cached(row) {
  const read = row.usage.cache_read_tokens;
  const input = row.usage.input_tokens;
  return read === undefined || !input ? h('span', {class: 'none'}, DASH) : percent(read, input);
}

/** @param {Derived} row */
function session(row) {
  if (!row.place) {
    return h('span', {class: 'none'}, DASH);
  }
  return h('span', null, h('a', {href: '/sessions/' + encodeURIComponent(row.place.session), tabIndex: -1}, line(row.place.session, 12)),
    row.place.inferred && h(Badge, {title: 'found by comparing conversations'}, 'inferred'));
}
