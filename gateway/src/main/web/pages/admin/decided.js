// @ts-check
// What a policy or a limit did to calls of the last month, and what it would have done.
import {h, useStore} from '../../lib/dom.js';
import {me, seesAll} from '../../lib/me.js';
import {useAsked} from '../../lib/use.js';
import {address} from '../../lib/router.js';
import {day, sums, term, within} from '../../lib/sums.js';
import {EFFECTS} from '../../lib/badges.js';
import {whole} from '../../lib/format.js';

const DAYS = 30;

/** The kinds of documents that decide, and what their names begin with on record. @type {Record<string, string>} */
const RULES = {policies: 'policy:', limits: 'limit:'};

/** What a rule that finds something does in its mode. @type {Record<string, string>} */
const OF_MODE = {enforce: 'refused', warn: 'warned', dry_run: 'would_refuse'};

/**
 * How many calls each rule had something to say about, by `EFFECT RULE`. Null while that is not known, and for those who do not see all calls.
 *
 * @param {string} path the kind of documents
 * @returns {Map<string, number> | null}
 */
export function useDecided(path) {
  const who = useStore(me);
  const wanted = RULES[path] !== undefined && seesAll(who);
  const asked = useAsked((signal) => (wanted ? sums('ruling', since(), signal) : Promise.resolve(null)), [path, wanted]);
  return asked.value ? new Map(asked.value.map((sum) => [sum.key.ruling ?? '', sum.exchanges])) : null;
}

/** Whether documents of the kind decide about calls. @param {string} path */
export function decides(path) {
  return RULES[path] !== undefined;
}

function since() {
  return day(DAYS - 1);
}

/**
 * Links to the calls that a rule decided about, with how many they are where that is known.
 *
 * @param {{path: string, name: string, spec: any, counts: Map<string, number> | null}} props
 */
export function Decided({path, name, spec, counts}) {
  const rule = RULES[path] + name;
  const usual = OF_MODE[spec.mode ?? 'enforce'] ?? 'refused';
  const effects = Object.keys(EFFECTS).filter((effect) => (counts ? (counts.get(effect + ' ' + rule) ?? 0) > 0 : effect === usual));
  if (effects.length === 0) {
    return h('span', {class: 'none'}, EFFECTS[usual] + (usual === 'warned' ? ' of' : '') + ' nothing');
  }
  return h('span', {class: 'decided'}, effects.map((effect, i) => {
    const ruling = effect + ' ' + rule;
    const n = counts?.get(ruling);
    return [i > 0 && ', ', h('a', {key: effect, href: address('/exchanges', {q: term('ruling', ruling) + ' ' + within(since())})}, n === undefined ? 'What it ' + EFFECTS[effect] + (effect === 'warned' ? ' of' : '') : EFFECTS[effect] + ' ' + whole(n))];
  }));
}

/** The same on the page of one rule, as a sentence. @param {{path: string, name: string, spec: any, counts: Map<string, number> | null}} props */
export function Lately(props) {
  return h('p', {class: 'form-note'}, 'Calls of the last ' + DAYS + ' days: ', h(Decided, props), '. ',
    props.spec.mode === 'dry_run' ? 'They passed: in a dry run only the record says what would have happened.' : 'Each is an exchange like others; its facts name the rule.');
}
