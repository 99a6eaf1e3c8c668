// @ts-check
// One line for the search language: proposals while one types, and errors that point at the term.
import {h, cls, useEffect, useLayoutEffect, useRef, useState} from './dom.js';
import {ApiError, get} from './api.js';
import {useKeys} from './keys.js';
import {Icon} from './icons.js';
import {line, of} from './format.js';

/** @typedef {import('../types/api.js').Completions} Completions */
/** @typedef {import('../types/api.js').Values} Values */

/** What stands in a search as it is. @param {Completions} found @param {Values} values @returns {Completions} */
function withValues(found, values) {
  const known = new Set(found.items.map((item) => item.text));
  const more = values.items.filter((one) => !known.has(one.text)).map((one) => ({
    text: one.text, kind: /** @type {'value'} */ ('value'), meaning: one.exchanges === null ? '' : of(one.exchanges, 'call'),
  }));
  // Words of the language first where there are any but the sign for all; that one last.
  const words = found.items.filter((item) => item.text !== '*');
  return {...found, items: [...words, ...more, ...found.items.filter((item) => item.text === '*')]};
}

/**
 * @param {object} props
 * @param {string} props.q the query in force
 * @param {(q: string) => void} props.onSearch
 * @param {unknown} props.problem what the server said about `q`
 * @param {string} [props.placeholder]
 */
export function SearchBar({q, onSearch, problem, placeholder}) {
  const [text, setText] = useState(q);
  const [offers, setOffers] = useState(/** @type {(Completions & {of: string}) | null} */ (null));
  const [at, setAt] = useState(-1);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const asking = useRef(/** @type {AbortController | null} */ (null));
  const chosen = useRef(at);
  chosen.current = at;
  /** What was asked for and is not answered, and whether the first of it is to be taken then. */
  const waits = useRef({pending: false, take: false});

  // Before the browser draws: what is typed into a bar that can be seen stays.
  useLayoutEffect(() => setText(q), [q]);
  useEffect(() => {
    document.getElementById('offer-' + at)?.scrollIntoView({block: 'nearest'});
  }, [at]);
  useKeys('Search', [{
    keys: '/', does: 'Type a search',
    run: () => {
      input.current?.focus();
      input.current?.select();
    },
  }], []);

  /** @param {string} value */
  const ask = (value) => {
    asking.current?.abort();
    const abort = new AbortController();
    asking.current = abort;
    waits.current = {pending: true, take: false};
    const cursor = input.current?.selectionStart ?? value.length;
    /** @param {Completions} found @param {boolean} all true where nothing more comes */
    const offer = (found, all) => {
      const some = found.items.length > 0;
      waits.current.pending = !all;
      setOffers(some ? {...found, of: value} : null);
      setAt(-1);
      if (some && waits.current.take) {
        put(found, 0);
      }
    };
    const none = () => {
      if (!abort.signal.aborted) {
        waits.current = {pending: false, take: false};
      }
    };
    get('search/completions', {q: value, at: cursor}, abort.signal).then((/** @type {Completions} */ found) => {
      if (abort.signal.aborted) {
        return;
      }
      offer(found, !found.field);
      if (found.field && !abort.signal.aborted) {
        // Values on record come after, or not at all: they are a help and no more.
        get('values', {field: found.field, prefix: found.typed}, abort.signal).then((values) => {
          if (abort.signal.aborted || values.items.length === 0 || chosen.current >= 0) {
            none();
          } else {
            offer(withValues(found, values), true);
          }
        }, none);
      }
    }, () => {
      if (!abort.signal.aborted) {
        setOffers(null);
        none();
      }
    });
  };
  const close = () => {
    asking.current?.abort();
    waits.current = {pending: false, take: false};
    setOffers(null);
    setAt(-1);
  };
  /** @param {number} index */
  const take = (index) => {
    // What was offered for another text stands elsewhere in this one.
    if (offers && offers.of === (input.current?.value ?? text)) {
      put(offers, index);
    }
  };
  /** @param {Completions} found @param {number} index */
  const put = (found, index) => {
    asking.current?.abort();
    const field = input.current;
    const now = field?.value ?? text;
    const item = found.items[index];
    const space = item.kind === 'value' && found.end === now.length ? ' ' : '';
    const next = now.slice(0, found.start) + item.text + space + now.slice(found.end);
    const cursor = found.start + item.text.length + space.length;
    if (field) {
      // At once: what is typed next, however soon, goes behind it.
      field.value = next;
      field.focus();
      field.setSelectionRange(cursor, cursor);
    }
    setText(next);
    ask(next);
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    const n = offers?.items.length ?? 0;
    if (event.key === 'ArrowDown' && n > 0) {
      event.preventDefault();
      setAt((at + 1) % n);
    } else if (event.key === 'ArrowUp' && n > 0) {
      event.preventDefault();
      setAt(at <= 0 ? n - 1 : at - 1);
    } else if (event.key === 'Tab' && !event.shiftKey && text !== '' && waits.current.pending && !waits.current.take && at < 0) {
      // Whoever types fast takes what is on its way. A second Tab goes on to the next control.
      event.preventDefault();
      waits.current.take = true;
    } else if (event.key === 'Tab' && n > 0 && !event.shiftKey) {
      event.preventDefault();
      take(Math.max(0, at));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (at >= 0) {
        take(at);
      } else {
        close();
        onSearch(text.trim());
        input.current?.blur();
      }
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (offers) {
        close();
      } else {
        setText(q);
        input.current?.blur();
      }
    }
  };
  const wrong = problem instanceof ApiError && problem.code === 'bad_request' ? problem : null;
  return h('div', {class: 'search', role: 'search'},
    h('div', {class: cls('search-line', wrong && 'search-wrong')},
      h(Icon, {name: 'search'}),
      h('input', {
        ref: input, type: 'text', value: text, spellcheck: false, autocomplete: 'off', autocapitalize: 'off',
        class: 'search-input', placeholder: placeholder ?? 'Search: words, model:claude-*, status:>=400, tool:Bash, cost:>0.5',
        role: 'combobox', 'aria-label': 'Search', 'aria-autocomplete': 'list', 'aria-controls': 'offers',
        'aria-expanded': offers ? 'true' : 'false', 'aria-invalid': wrong ? 'true' : undefined,
        'aria-describedby': wrong ? 'search-error' : undefined,
        'aria-activedescendant': at >= 0 ? 'offer-' + at : undefined,
        onInput: (/** @type {any} */ event) => {
          setText(event.target.value);
          ask(event.target.value);
        },
        onFocus: () => ask(text),
        onBlur: close,
        onKeyDown: key,
      }),
      text === '' ? h('kbd', null, '/') : h('button', {
        type: 'button', class: 'tool', 'aria-label': 'Clear the search', title: 'Clear the search',
        onClick: () => {
          setText('');
          onSearch('');
        },
      }, h(Icon, {name: 'close'}))),
    offers && h('ul', {id: 'offers', class: 'offers', role: 'listbox', 'aria-label': 'Proposals'}, offers.items.slice(0, 60).map((item, i) => h('li', {
      key: item.text, id: 'offer-' + i, role: 'option', 'aria-selected': i === at, class: cls('offer', i === at && 'offer-chosen'),
      onMouseDown: (/** @type {Event} */ event) => {
        event.preventDefault();
        take(i);
      },
    }, h('code', {title: item.text.length > 60 ? line(item.text) : undefined}, line(item.text, 60)), h('span', null, item.meaning)))),
    wrong && h(Wrong, {q, error: wrong, onTake: onSearch}));
}

/**
 * The query with the wrong place marked, and what could be meant.
 *
 * @param {{q: string, error: ApiError, onTake: (q: string) => void}} props
 */
function Wrong({q, error, onTake}) {
  const start = error.start ?? 0;
  const end = Math.max(error.end ?? q.length, start + 1);
  const better = error.suggestion;
  return h('div', {class: 'search-error', id: 'search-error', role: 'alert'},
    error.start !== undefined && h('code', {class: 'search-place'}, q.slice(0, start), h('mark', null, q.slice(start, end) || ' '), q.slice(end)),
    h('span', null, error.message.replace(/^q: /, '').replace(/ \(characters .*\)$/, '')),
    better && h('button', {type: 'button', class: 'button', onClick: () => onTake(q.slice(0, start) + better + q.slice(end))}, 'Try ', h('code', null, better)));
}
