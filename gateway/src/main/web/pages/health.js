// @ts-check
// Whether Weir is well: what it takes, what it loses, what waits.
import {h, useEffect, useState, useStore} from '../lib/dom.js';
import {fetched} from '../lib/api.js';
import {useAsked} from '../lib/use.js';
import {info} from '../lib/me.js';
import {Loading, Problem} from '../lib/states.js';
import {Badge} from '../lib/badges.js';
import {bytes, visible, whole} from '../lib/format.js';

const EVERY = 5_000;

/**
 * The figures of a Prometheus answer: name, labels, value.
 *
 * @param {string} text
 */
export function figuresOf(text) {
  /** @type {{name: string, labels: string, value: number}[]} */
  const out = [];
  for (const row of text.split('\n')) {
    const found = /^([a-z_:]+)(?:\{(.*)\})? (\S+)/i.exec(row);
    if (found) {
      out.push({name: found[1], labels: found[2] ?? '', value: Number(found[3])});
    }
  }
  return out;
}

export function Page() {
  const about = useStore(info);
  const [round, setRound] = useState(0);
  const ready = useAsked(async (signal) => {
    const response = await fetch('/readyz', {signal, cache: 'no-store'});
    return String((await response.json()).status);
  }, [round]);
  const metrics = useAsked(async (signal) => figuresOf(await (await fetched('/metrics', {signal})).text()), [round]);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setRound((n) => n + 1), EVERY);
    return () => clearInterval(timer);
  }, []);
  if (metrics.problem ?? ready.problem) {
    return h(Problem, {problem: metrics.problem ?? ready.problem, again: () => setRound(round + 1)});
  }
  if (!metrics.value || !ready.value) {
    return h(Loading, null);
  }
  const all = metrics.value;
  /** @param {string} name @param {string} [labels] */
  const sum = (name, labels) => {
    const found = all.filter((one) => one.name === name && (!labels || one.labels.includes(labels)));
    return found.length === 0 ? null : found.reduce((total, one) => total + one.value, 0);
  };
  const well = ready.value === 'ready';
  return h('div', {class: 'page sheet'},
    h('div', {class: 'bar'}, h('h1', null, 'Health'), h('span', {class: 'health-state'}, h(Badge, {tone: well ? 'accent' : 'bad'}, well ? 'takes calls' : ready.value.replaceAll('_', ' '))),
      h('div', {class: 'bar-tools quiet'}, 'Since this Weir was started; every 5 seconds')),
    h('div', {class: 'sheet-in'},
      h('div', {class: 'columns'},
        h(Group, {title: 'Traffic', rows: [
          ['Calls under way', sum('weir_in_flight')], ['Calls taken', sum('weir_exchanges_total')], ['Complete', sum('weir_exchanges_total', 'outcome="complete"')],
          ['Client left', sum('weir_exchanges_total', 'outcome="client_disconnect"')], ['Provider failed', sum('weir_exchanges_total', 'outcome="upstream_failed"'), true],
          ['Refused', sum('weir_exchanges_total', 'outcome="refused"')], ['Client connections', sum('weir_client_connections')],
          ['Request bytes', sum('weir_request_bytes_total'), false, bytes], ['Response bytes', sum('weir_response_bytes_total'), false, bytes],
        ]}),
        h(Group, {title: 'Capture', rows: [
          ['Lost', sum('weir_capture_loss_total'), true], ['Not kept by capture mode', sum('weir_capture_gap_total', 'reason="mode"')], ['Passed unrecorded', sum('weir_capture_unrecorded_total'), true],
          ['Waits in the spool', sum('weir_spool_lag')], ['Spool', sum('weir_spool_bytes'), false, bytes], ['Spool segments', sum('weir_spool_segments')],
          ['Damaged in the spool', sum('weir_spool_damaged_total'), true], ['Failed syncs', sum('weir_spool_fsync_failures_total'), true],
        ]}),
        h(Group, {title: 'Archive and reading', rows: [
          ['Archived', sum('weir_archive_exchanges_total')], ['Errors of the archive', sum('weir_archive_errors_total'), true], ['Archive stuck', sum('weir_archive_stuck'), true],
          ['Read', sum('weir_reading_exchanges_total')], ['Behind in reading', sum('weir_reading_lag')], ['Could not be read', sum('weir_reading_failures_total'), true],
          ['Live tails', sum('weir_tail_readers')], ['Missed by live tails', sum('weir_tail_dropped_total')],
        ]}),
        h(Group, {title: 'Trouble', rows: [
          ['Errors of the provider', sum('weir_upstream_errors_total'), true], ['Tried again', sum('weir_upstream_retries_total')], ['Fell back', sum('weir_upstream_fallbacks_total')],
          ['Places cooling', sum('weir_upstream_cooling'), true], ['Refused by Weir', sum('weir_errors_total')], ['Shed under load', sum('weir_shed_total'), true],
          ['Malformed requests', sum('weir_malformed_heads_total')], ['Slow clients', sum('weir_slow_clients_total')], ['Streams cut', sum('weir_streams_cut_total')],
        ]})),
      about && h('section', null, h('h2', null, 'This Weir'), h('dl', {class: 'fields'}, [
        ['Version', about.version], ['Proxy', about.proxy], ['Console', about.console], ['Data', about.data], ['Goes through', about.gateway],
        ['Capture', about.capture?.mode], ['Durability', about.capture?.durability], ['When the spool is full', about.capture?.onFull],
      ].map(([name, value]) => [name ?? '', value ?? '']).filter(([, value]) => value !== '').map(([name, value]) => h('div', {key: name}, h('dt', null, name), h('dd', null, h('code', null, visible(value))))))),
      about?.providers && h('section', null, h('h2', null, 'Providers'), h('table', {class: 'grid'},
        h('thead', null, h('tr', null, ['Name', 'Leads to', 'API shape', 'Capture'].map((name) => h('th', {scope: 'col', key: name}, name)))),
        h('tbody', null, about.providers.map((provider) => h('tr', {key: provider.name}, h('th', {scope: 'row'}, h('a', {href: '/exchanges?q=' + encodeURIComponent('provider:' + provider.name)}, visible(provider.name))),
          h('td', null, h('code', null, visible(provider.base))), h('td', null, visible(provider.dialect)), h('td', null, visible(provider.capture)))))))));
}

/** @param {{title: string, rows: [string, number | null, boolean?, ((value: number) => string)?][]}} props a third member says that anything but 0 is bad */
function Group({title, rows}) {
  const known = rows.filter(([, value]) => value !== null);
  return known.length === 0 ? null : h('section', null, h('h2', null, title), h('dl', {class: 'pairs'}, known.map(([name, value, bad, format]) => h('div', {key: name},
    h('dt', null, name), h('dd', {class: 'mono' + (bad && value !== 0 ? ' bad' : '')}, (format ?? whole)(value ?? 0), bad && value !== 0 ? h('span', {'aria-label': 'not well'}, ' !') : null)))));
}
