// @ts-check
import {h} from '../../lib/dom.js';
import {visible} from '../../lib/format.js';
import {CopyButton} from '../../lib/clipboard.js';

/** @typedef {import('../../types/api.js').Detail} Detail */

/** What Weir can make different, for people. @type {Record<string, string>} */
const CHANGES = {
  request_field_dropped: 'not sent on to the provider',
  response_field_withheld: 'not passed on to the client',
  resent: 'the request was sent again on a new connection',
  error_event_added: 'an error event was added to the broken stream',
  request_field_replaced: 'replaced before sending',
  model_replaced: 'the name of the model was replaced',
  response_field_added: 'added to the answer',
  query_parameter_dropped: 'taken out of the query',
  redacted_on_record: 'redacted on record',
  redacted_before_sending: 'redacted before sending',
  fell_back: 'went to another place after this one failed',
};

/** @param {{exchange: Detail}} props */
export function HeadersView({exchange}) {
  const {request, response, upstream} = exchange;
  return h('div', {class: 'headers'},
    exchange.changes.length > 0 && h('section', null, h('h2', null, 'What Weir made different'),
      h('dl', {class: 'fields'}, exchange.changes.map((change, i) => h('div', {key: i},
        h('dt', null, h('code', null, visible(change.name))), h('dd', null, CHANGES[change.kind] ?? change.kind.replaceAll('_', ' ')))))),
    h('section', null, h('h2', null, 'Request'), h('p', {class: 'start-line'}, h('code', null, visible(request.method + ' ' + request.target + ' ' + request.version))),
      h(Fields, {list: request.headers, what: 'request'}), request.trailers.length > 0 && [h('h3', null, 'Trailers'), h(Fields, {list: request.trailers, what: 'request trailers'})]),
    response
      ? h('section', null, h('h2', null, 'Response'), h('p', {class: 'start-line'}, h('code', null, visible(response.version + ' ' + response.status + ' ' + response.reason))),
        h(Fields, {list: response.headers, what: 'response'}), response.trailers.length > 0 && [h('h3', null, 'Trailers'), h(Fields, {list: response.trailers, what: 'response trailers'})])
      : h('section', null, h('h2', null, 'Response'), h('p', {class: 'none'}, 'There was no answer.')),
    upstream && h('section', null, h('h2', null, 'Connection to the provider'), h('dl', {class: 'fields'}, [
      ['Origin', upstream.origin], ['Path', upstream.path], ['Address', upstream.address], ['Protocol', upstream.protocol], ['TLS', upstream.tls],
      ['Connection', upstream.reused ? 'used before' : 'new'], ['Attempts', String(upstream.attempts)], ['Client', exchange.client.address + (exchange.client.tls ? ', ' + exchange.client.tls : '')],
    ].filter(([, value]) => value).map(([name, value]) => h('div', {key: name}, h('dt', null, name), h('dd', null, h('code', null, visible(String(value)))))))));
}

/** @param {{list: string[][], what: string}} props */
function Fields({list, what}) {
  return h('div', {class: 'fields-box'}, h(CopyButton, {text: list.map(([name, value]) => name + ': ' + value).join('\n'), title: 'Copy the fields of the ' + what}),
    h('dl', {class: 'fields'}, list.map(([name, value], i) => h('div', {key: i}, h('dt', null, h('code', null, visible(name))),
      h('dd', null, h('code', {class: /^\[credential /.test(value) ? 'credential' : undefined, title: /\[credential /.test(value) ? 'The credential itself is not on record' : undefined}, visible(value)))))));
}
