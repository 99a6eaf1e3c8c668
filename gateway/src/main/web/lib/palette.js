// @ts-check
import {h, cls, useEffect, useLayoutEffect, useRef, useState, useStore} from './dom.js';
import {Dialog} from './dialog.js';
import {Keys} from './help.js';
import {commands} from './commands.js';
import {address, go} from './router.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @typedef {import('./commands.js').Command} Command */

/**
 * Commands whose words begin with the words typed; besides, what the text itself can lead to.
 *
 * @param {Command[]} all
 * @param {string} text
 * @returns {Command[]}
 */
export function offered(all, text) {
  const typed = text.trim().toLowerCase();
  const words = typed.split(/\s+/);
  const fitting = all.filter((command) => {
    const own = command.name.toLowerCase().split(/\s+/);
    return typed === '' || words.every((word) => own.some((one) => one.startsWith(word)));
  });
  if (typed === '') {
    return fitting;
  }
  /** @type {Command[]} */
  const made = [];
  if (UUID.test(typed)) {
    made.push({name: 'Open the exchange ' + typed, run: () => go('/exchanges/' + typed)});
  } else {
    made.push({name: 'Search exchanges for ' + text.trim(), run: () => go(address('/exchanges', {q: text.trim()}))});
  }
  return UUID.test(typed) ? [...made, ...fitting] : [...fitting, ...made];
}

/** Finds a command by its name. @param {{onClose: () => void}} props */
export function Palette({onClose}) {
  const all = useStore(commands);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const list = offered(all.flat(), text);
  const chosen = Math.min(at, list.length - 1);

  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    document.getElementById('palette-' + chosen)?.scrollIntoView({block: 'nearest'});
  }, [chosen]);

  /** @param {Command | undefined} command */
  const run = (command) => {
    if (command) {
      onClose();
      command.run();
    }
  };
  return h(Dialog, {label: 'Palette', class: 'palette', onClose},
    h('input', {
      ref: input, type: 'text', class: 'palette-input', value: text, spellcheck: false, autocomplete: 'off',
      placeholder: 'A page, a command, an exchange id, or words to search',
      role: 'combobox', 'aria-label': 'Find or go to', 'aria-expanded': 'true', 'aria-controls': 'palette-list',
      'aria-activedescendant': chosen >= 0 ? 'palette-' + chosen : undefined,
      onInput: (/** @type {any} */ event) => {
        setText(event.target.value);
        setAt(0);
      },
      onKeyDown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          setAt((chosen + (event.key === 'ArrowDown' ? 1 : list.length - 1)) % list.length);
        } else if (event.key === 'Enter') {
          event.preventDefault();
          run(list[chosen]);
        }
      },
    }),
    h('ul', {id: 'palette-list', class: 'palette-list', role: 'listbox', 'aria-label': 'Commands'}, list.map((command, i) => h('li', {
      key: command.name, id: 'palette-' + i, role: 'option', 'aria-selected': i === chosen,
      class: cls('palette-row', i === chosen && 'palette-chosen'),
      onClick: () => run(command),
      onMouseMove: () => setAt(i),
    }, h('span', null, command.name), command.keys && h('span', {class: 'palette-keys'}, h(Keys, {keys: command.keys}))))));
}
