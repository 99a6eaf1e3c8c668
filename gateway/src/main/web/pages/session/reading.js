// @ts-check
// What was said, from a place of the session on; more comes as one reads.
import {h, cls, useEffect, useMemo, useRef, useState} from '../../lib/dom.js';
import {get} from '../../lib/api.js';
import {useKeys} from '../../lib/keys.js';
import {Loading, Problem} from '../../lib/states.js';
import {Badge, Status} from '../../lib/badges.js';
import {Said} from '../../lib/said.js';
import {count, dollars, duration, line, moment, of, visible, when, whole} from '../../lib/format.js';

/** @typedef {import('../../types/api.js').Derived} Derived */
/** @typedef {import('../../types/api.js').TurnPage} TurnPage */
/** @typedef {import('../../types/api.js').Step} Step */
/** @typedef {TurnPage['items'][number]} HumanTurn */

const STEPS = 25;

/** Pages that are elements at the same time. */
const MOST = 8;
const CUT = 8_000;

/**
 * @param {object} props
 * @param {string} props.session
 * @param {Derived[]} props.rows all that are known, the oldest first
 * @param {boolean} props.ended true where there are no others
 * @param {string} props.at the exchange that shall be in sight
 */
export function Reading({session, rows, ended, at}) {
  const [pages, setPages] = useState(/** @type {{from: string | null, page: TurnPage}[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {unknown} */ (null));
  const [busy, setBusy] = useState(false);
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const end = useRef(/** @type {HTMLDivElement | null} */ (null));
  const asking = useRef(/** @type {AbortController | null} */ (null));
  const index = useMemo(() => rows.findIndex((row) => row.id === at), [rows, at]);
  /** Where the rows so far do not say where it stands, others may. */
  const placed = index >= 0 || ended;

  /** @param {string | null} from @param {boolean} anew */
  const load = (from, anew) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    setBusy(true);
    setProblem(null);
    get('sessions/' + encodeURIComponent(session) + '/turns', {cursor: from, limit: STEPS, cut: CUT}, abort.signal).then((page) => {
      if (!abort.signal.aborted) {
        setBusy(false);
        setPages((old) => (anew ? [{from, page}] : [...old, {from, page}].slice(-MOST)));
        if (anew && box.current) {
          box.current.scrollTop = 0;
        }
      }
    }, (failure) => {
      if (!abort.signal.aborted) {
        setBusy(false);
        setProblem(failure);
      }
    });
  };

  useEffect(() => {
    if (!placed) {
      return;
    }
    const shown = box.current?.querySelector('[data-exchange="' + CSS.escape(at) + '"]');
    if (shown) {
      const turn = shown.closest('.turn');
      const begins = turn?.querySelector('[data-exchange]') === shown && turn.querySelector('.turn-head');
      (begins ? turn : shown).scrollIntoView({block: 'start'});
      return;
    }
    load(index > 0 ? rows[index - 1].id : null, true);
  }, [at, placed]);
  useEffect(() => () => asking.current?.abort(), []);

  const next = pages.length > 0 ? pages[pages.length - 1].page.next : null;
  useEffect(() => {
    const element = end.current;
    if (!element || next === null || busy) {
      return undefined;
    }
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        load(next, false);
      }
    }, {root: box.current, rootMargin: '600px'});
    seen.observe(element);
    return () => seen.disconnect();
  }, [next, busy]);

  useKeys('Reading', [
    {keys: 'z', does: 'Unfold everything in sight, or fold it', run: () => {
      const all = [...document.querySelectorAll('.session-read details')];
      const open = all.some((one) => one instanceof HTMLDetailsElement && !one.open);
      all.forEach((one) => one instanceof HTMLDetailsElement && (one.open = open));
    }},
    {keys: ' ', does: 'Read on', run: (event) => (event.target instanceof HTMLButtonElement || (event.target instanceof Element && event.target.closest('summary')) ? false : box.current?.scrollBy({top: box.current.clientHeight * 0.85}))},
  ], []);

  const first = pages[0]?.from ?? null;
  return h('div', {class: 'session-reading', ref: box, tabIndex: 0, role: 'region', 'aria-label': 'What was said'},
    h('div', {class: 'session-read'},
      first !== null && h('p', {class: 'earlier'}, h('button', {type: 'button', class: 'button', onClick: () => {
        const begins = rows.findIndex((row) => row.id === first);
        load(begins >= STEPS ? rows[begins - STEPS].id : null, true);
      }}, 'Show what came before')),
      pages.map(({page, from}) => page.items.map((turn) => h(Turn, {key: from + '/' + turn.turn, turn}))),
      (busy || !placed) && h(Loading, null),
      problem ? h(Problem, {problem, again: () => load(next, pages.length === 0)}) : null,
      !busy && !problem && pages.length > 0 && next === null && h('p', {class: 'earlier'}, 'The end of the session, as far as it is on record'),
      h('div', {ref: end})));
}

/** @param {{turn: HumanTurn}} props */
function Turn({turn}) {
  const agents = turn.agents ?? [];
  const placed = new Set();
  /** @param {string} exchange */
  const startedBy = (exchange) => agents.filter((agent) => agent.startedBy?.exchange === exchange).map((agent) => {
    placed.add(agent);
    return h(Agent, {agent});
  });
  const steps = turn.steps.map((step) => [h(One, {step, key: step.exchange}), startedBy(step.exchange)]);
  const begins = turn.begins && turn.prompt.length > 0;
  return h('div', {class: 'turn'},
    turn.begins && h('div', {class: 'turn-head'}, h('h2', null, turn.turn > 0 ? 'Turn ' + whole(turn.turn) : 'Before the first prompt'), h(Totals, {totals: turn.totals})),
    begins && h('div', {class: 'message message-user'}, h('h3', {class: 'message-role'}, 'User'),
      h('div', {class: 'message-in'}, h(Said, {pieces: turn.prompt, plain: true, origin: turn.steps[0] && {exchange: turn.steps[0].exchange, side: 'request'}}))),
    steps,
    agents.filter((agent) => !placed.has(agent)).map((agent) => h(Agent, {agent})),
    turn.background && turn.background.length > 0 && h('details', {class: 'fold'}, h('summary', null, of(turn.background.length, 'call'), ' in the background',
      h('span', {class: 'fold-hint'}, [...new Set(turn.background.map((step) => (step.kind ?? 'other').replaceAll('_', ' ')))].join(', '))),
    h('div', {class: 'fold-in'}, turn.background.map((step) => h(One, {step, key: step.exchange})))));
}

/** @param {{agent: NonNullable<HumanTurn['agents']>[number]}} props */
function Agent({agent}) {
  return h('details', {class: 'agent', open: agent.steps.length <= 3},
    h('summary', null, h('strong', null, 'Sub-agent'), ' ', h('code', null, line(agent.thread, 24)), h(Totals, {totals: agent.totals})),
    h('div', {class: 'agent-in'}, agent.steps.map((step) => h(One, {step, key: step.exchange}))));
}

/** @param {{totals: import('../../types/api.js').StepTotals}} props */
function Totals({totals}) {
  return h('span', {class: 'totals'}, of(totals.calls, 'call'), totals.errors > 0 && [', ', h('span', {class: 'bad'}, of(totals.errors, 'error'))],
    ', ', h('span', {class: 'mono', title: whole(totals.inputTokens) + ' in, ' + whole(totals.cacheReadTokens) + ' of them cached, ' + whole(totals.outputTokens) + ' out'}, count(totals.inputTokens), ' in, ', count(totals.outputTokens), ' out'),
    ', ', h('span', {class: 'mono'}, totals.unpriced >= totals.calls && Number(totals.usd) === 0 ? 'unpriced' : dollars(totals.usd), totals.unpriced > 0 && totals.unpriced < totals.calls ? ' +?' : ''),
    ', ', h('span', {class: 'mono', title: 'the model ' + duration(totals.modelMs) + ', tools ' + duration(totals.toolMs)}, duration(totals.durationMs)));
}

/** @param {{step: Step}} props */
function One({step}) {
  const ok = step.outcome === 'complete' && step.status < 400;
  return h('article', {class: cls('step', !ok && 'step-failed'), 'data-exchange': step.exchange},
    step.switchedFrom && h('p', {class: 'boundary'}, 'The model changes from ', h('code', null, line(step.switchedFrom)), ' to ', h('code', null, line(step.model ?? ''))),
    step.compacts && h('p', {class: 'boundary'}, 'The conversation goes on from a summary'),
    step.earlierMessages !== undefined && h('p', {class: 'boundary'}, of(step.earlierMessages, 'message'), ' were said before anything was on record'),
    step.said && step.said.length > 0 && h('div', {class: 'message message-other'}, h('h3', {class: 'message-role'}, 'Put in'), h('div', {class: 'message-in'}, h(Said, {pieces: step.said, plain: true, origin: {exchange: step.exchange, side: 'request'}}))),
    h('div', {class: 'message message-assistant'},
      h('h3', {class: 'message-role'}, 'Model',
        h('small', null, h('a', {href: '/exchanges/' + step.exchange, title: 'Open it on the wire: ' + moment(step.startedAt) + ', ' + line(step.model ?? '')}, when(step.startedAt))),
        h('small', {class: 'mono'}, duration(step.durationMs)),
        step.usd !== undefined && h('small', {class: 'mono'}, dollars(step.usd))),
      h('div', {class: 'message-in'},
        !ok && h('p', {class: 'step-state'}, h(Status, {status: step.status, outcome: step.outcome}), step.error && h('code', null, line(step.error))),
        step.repeats && h(Badge, {title: 'tries the step before again'}, 'again'),
        step.reading !== 'full' && h(Badge, {tone: 'warn', title: step.finding && visible(step.finding)}, step.reading === 'partly' ? 'read in part' : 'not readable'),
        step.answer.length === 0 && ok && h('p', {class: 'none'}, 'An empty answer'),
        h(Said, {pieces: step.answer, origin: {exchange: step.exchange, side: 'response'}}),
        step.stop && ['length', 'content_filter', 'error'].includes(step.stop) && h(Badge, {tone: 'warn'}, 'stopped: ' + step.stop.replaceAll('_', ' ')))));
}
