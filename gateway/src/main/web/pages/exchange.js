// @ts-check
// One exchange: what was said, and everything about how it went over the wire.
import {h, useEffect, useLayoutEffect, useStore} from '../lib/dom.js';
import {ApiError, get} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {address, go, place} from '../lib/router.js';
import {useKeys} from '../lib/keys.js';
import {useCommands} from '../lib/commands.js';
import {Loading, Problem} from '../lib/states.js';
import {Badge, Cost, OUTCOMES, Status} from '../lib/badges.js';
import {Tabs} from '../lib/tabs.js';
import {Icon} from '../lib/icons.js';
import {CopyButton, copy} from '../lib/clipboard.js';
import {DASH, count, duration, line, moment, of, percent, when} from '../lib/format.js';
import {choose} from './exchanges.js';
import {neighbours} from './exchange/neighbours.js';
import {Conversation} from './exchange/conversation.js';
import {BodyView, RawView} from './exchange/body-view.js';
import {StreamView} from './exchange/stream-view.js';
import {HeadersView} from './exchange/headers-view.js';
import {TimingView} from './exchange/timing-view.js';
import {Facts} from './exchange/facts.js';
import {curl} from './exchange/curl.js';
import {StillRunning} from './exchange/still-running.js';

/** @typedef {import('../types/api.js').Detail} Detail */
/** @typedef {import('../types/api.js').Derived} Derived */

/** @param {Detail} detail */
function tabsOf(detail) {
  return [
    {id: 'conversation', name: 'Conversation'},
    {id: 'request', name: 'Request'},
    {id: 'response', name: 'Response'},
    {id: 'stream', name: 'Stream', note: detail.stream ? '' : undefined},
    {id: 'headers', name: 'Headers'},
    {id: 'timing', name: 'Timing'},
    {id: 'raw', name: 'Raw'},
  ];
}

/** @param {{params: Record<string, string>}} props */
export function Page({params}) {
  const id = params.id;
  const query = useStore(place).query;
  const q = query.get('q') ?? '';
  const detail = useAsked((signal) => get('exchanges/' + encodeURIComponent(id), {}, signal), [id]);
  const derived = useAsked((signal) => get('exchanges/' + encodeURIComponent(id) + '/derived', {}, signal).catch(() => null), [id]);
  const asked = useAsked(async (signal) => ({of: id, ...await neighbours(q, id, signal)}), [q, id]);
  // An answer about the exchange before would lead to where one is.
  const near = asked.value?.of === id ? asked.value : null;

  /** @type {Detail | null} */
  const exchange = detail.value?.id === id ? detail.value : null;
  /** @type {Derived | null} */
  const row = derived.value?.id === id ? derived.value : null;
  /** @param {string | null | undefined} to */
  const other = (to) => {
    if (to) {
      go(address('/exchanges/' + to, {q, tab: query.get('tab')}), true);
    }
  };
  const back = address('/exchanges', {q});
  useLayoutEffect(() => choose(q, id), [q, id]);
  useEffect(() => {
    if (exchange) {
      document.title = (exchange.requestedModel ?? exchange.path) + ' ' + exchange.status + ' · Weir';
    }
  }, [exchange]);
  useKeys('Exchange', [
    {keys: '[', does: 'Newer exchange: in the list; by a link in the session, then in time', run: () => other(near?.newer)},
    {keys: ']', does: 'Older exchange, likewise', run: () => other(near?.older)},
    {keys: 'Escape, u', does: 'Back to the list', run: () => go(back)},
    {keys: 's', does: 'Open the session', run: () => (row?.place ? go('/sessions/' + encodeURIComponent(row.place.session) + '?at=' + id) : false)},
    {keys: 'd', does: 'Compare with the call before', run: () => go('/diff?a=before&b=' + id)},
    {keys: 'w', does: 'Show what fills the window', run: () => go('/exchanges/' + id + '/context')},
    {keys: 'c', does: 'Copy as cURL, without credentials', run: () => {
      if (exchange) {
        curl(exchange).then(copy);
      }
    }},
  ], [id, q, near, row, exchange]);
  useCommands([
    {name: 'Copy as cURL', keys: 'c', run: () => exchange && curl(exchange).then(copy)},
    {name: 'Copy the id', run: () => copy(id)},
    {name: 'Copy a link to this page', run: () => copy(location.href)},
  ], [id, exchange]);

  if (detail.problem instanceof ApiError && detail.problem.code === 'exchange_not_found') {
    return h(StillRunning, {
      key: id, id, back, problem: detail.problem,
      again: () => {
        detail.again();
        derived.again();
        asked.again();
      },
    });
  }
  if (detail.problem) {
    return h(Problem, {problem: detail.problem, again: detail.again, top: true});
  }
  if (!exchange) {
    return h(Loading, null);
  }
  const tabs = tabsOf(exchange);
  const tab = tabs.some((one) => one.id === query.get('tab')) ? String(query.get('tab')) : 'conversation';
  return h('div', {class: 'page exchange'},
    h('div', {class: 'exchange-head'},
      h('div', {class: 'crumbs'},
        h('a', {href: back}, 'Exchanges'), h('span', {'aria-hidden': 'true'}, '/'), h('code', null, id),
        h(CopyButton, {text: id, title: 'Copy the id'}),
        h('span', {class: 'crumbs-tools'},
          h('button', {type: 'button', class: 'button button-quiet', disabled: !near?.newer, title: 'Newer ([)', onClick: () => other(near?.newer)}, 'Newer ', h('kbd', null, '[')),
          h('button', {type: 'button', class: 'button button-quiet', disabled: !near?.older, title: 'Older (])', onClick: () => other(near?.older)}, 'Older ', h('kbd', null, ']')))),
      h('div', {class: 'headline'},
        h('h1', null, line(exchange.requestedModel ?? row?.answeredModel ?? exchange.method + ' ' + exchange.path)),
        h(Status, exchange),
        h(States, {exchange, row}),
        h('span', {class: 'headline-tools'},
          h('a', {class: 'button button-quiet', href: '/diff?a=before&b=' + id, title: 'Compare with the call before (d)'}, h(Icon, {name: 'diff'}), 'Compare'),
          h('a', {class: 'button button-quiet', href: '/exchanges/' + id + '/context', title: 'What fills the window (w)'}, h(Icon, {name: 'cost'}), 'Context'),
          h(CopyButton, {text: () => curl(exchange), label: 'cURL', title: 'Copy as cURL, without credentials (c)'}))),
      h(Summary, {exchange, row}),
      h(Tabs, {label: 'Views', tabs, chosen: tab})),
    h('div', {class: 'exchange-body'},
      h('div', {class: 'panel panel-' + tab, id: 'panel', role: 'tabpanel', tabIndex: -1, 'aria-labelledby': 'tab-' + tab, key: id + tab}, view(tab, exchange, row)),
      h(Facts, {exchange, row})));
}

/** @param {string} tab @param {Detail} exchange @param {Derived | null} row */
function view(tab, exchange, row) {
  switch (tab) {
    case 'request':
      return h(BodyView, {exchange, side: 'request'});
    case 'response':
      return h(BodyView, {exchange, side: 'response'});
    case 'stream':
      return h(StreamView, {exchange});
    case 'headers':
      return h(HeadersView, {exchange});
    case 'timing':
      return h(TimingView, {exchange, row});
    case 'raw':
      return h(RawView, {exchange});
    default:
      return h(Conversation, {exchange, row});
  }
}

/** Whatever is not as one would expect, in words. @param {{exchange: Detail, row: Derived | null}} props */
function States({exchange, row}) {
  const out = [];
  if (exchange.outcome !== 'complete') {
    const known = OUTCOMES[exchange.outcome];
    out.push(h(Badge, {tone: known?.tone, title: exchange.endReason.replaceAll('_', ' ') + ', in phase ' + exchange.endPhase}, known?.says ?? exchange.outcome));
  }
  if (exchange.capture === 'metadata') {
    out.push(h(Badge, {tone: 'warn', title: 'capture mode metadata'}, 'bodies not kept'));
  } else if (exchange.request.keptBytes < exchange.request.bytes || (exchange.response && exchange.response.keptBytes < exchange.response.bytes)) {
    out.push(h(Badge, {tone: 'warn', title: 'capture ' + exchange.capture + (exchange.losses.length > 0 ? ', losses: ' + exchange.losses.join(', ') : '')}, 'truncated on record'));
  }
  for (const loss of exchange.losses) {
    if (loss !== 'mode') {
      out.push(h(Badge, {tone: 'warn', title: 'something of this exchange is not on record'}, loss.replaceAll('_', ' ')));
    }
  }
  if (exchange.request.damaged || exchange.response?.damaged) {
    out.push(h(Badge, {tone: 'bad', title: 'the bytes no longer match their hash'}, 'damaged'));
  }
  if (row?.place?.inferred) {
    out.push(h(Badge, {title: 'the session was found by comparing conversations, not by an id'}, 'session inferred'));
  }
  if (row && row.reading !== 'full') {
    out.push(h(Badge, {tone: 'warn', title: row.finding ?? undefined}, row.reading === 'partly' ? 'read in part' : 'not readable'));
  }
  if (exchange.changes.length > 0) {
    out.push(h('a', {href: address(place.value.path, {tab: 'headers', q: place.value.query.get('q')})}, h(Badge, {title: 'what Weir made different'}, of(exchange.changes.length, 'change'))));
  }
  return h('span', {class: 'badges'}, out);
}

/** @param {{exchange: Detail, row: Derived | null}} props */
function Summary({exchange, row}) {
  const usage = row?.usage ?? {};
  /** @type {[string, any, string?][]} */
  const figures = [
    ['Started', when(exchange.startedAt), moment(exchange.startedAt)],
    ['Duration', duration(exchange.durations.totalMs)],
    ['First token', duration(exchange.durations.firstTokenMs)],
    ['Input', count(usage.input_tokens)],
    ['Cached', usage.cache_read_tokens === undefined || !usage.input_tokens ? DASH : percent(usage.cache_read_tokens, usage.input_tokens)],
    ['Output', count(usage.output_tokens)],
    ['Cost', row ? h(Cost, {cost: row.cost}) : DASH],
  ];
  return h('dl', {class: 'figures'}, figures.map(([name, value, title]) => h('div', {key: name, title}, h('dt', null, name), h('dd', {class: 'mono'}, value))),
    row?.place && h('div', null, h('dt', null, 'Session'), h('dd', null, h('a', {href: '/sessions/' + encodeURIComponent(row.place.session) + '?at=' + exchange.id, title: 's'},
      'turn ' + row.place.turn + ', step ' + row.place.step, ' ', h(Icon, {name: 'chevron'})))));
}
