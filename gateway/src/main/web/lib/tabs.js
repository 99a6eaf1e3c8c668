// @ts-check
import {h, useRef} from './dom.js';
import {go, place, withQuery} from './router.js';
import {useKeys} from './keys.js';

/**
 * Views of one thing, in the address as `tab`; the figures lead to them.
 *
 * @param {{label: string, tabs: {id: string, name: string, note?: string}[], chosen: string}} props
 */
export function Tabs({label, tabs, chosen}) {
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  /** @param {string} id */
  const open = (id) => go(withQuery({tab: id === tabs[0].id ? null : id}), true);
  useKeys(label, tabs.map((tab, i) => ({keys: String(i + 1), does: 'Show ' + tab.name.toLowerCase(), run: () => open(tab.id)})),
    [place.value.path, tabs.map((tab) => tab.id).join()]);
  /** @param {KeyboardEvent} event */
  const walk = (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (tabs.findIndex((tab) => tab.id === chosen) + step + tabs.length) % tabs.length;
      open(tabs[next].id);
      /** @type {HTMLElement | undefined} */ (list.current?.children[next])?.focus();
    }
  };
  return h('div', {class: 'tabs', role: 'tablist', 'aria-label': label, ref: list, onKeyDown: walk}, tabs.map((tab, i) => h('button', {
    type: 'button', key: tab.id, class: 'tab', role: 'tab', id: 'tab-' + tab.id, 'aria-controls': 'panel', title: tab.name + ' (' + (i + 1) + ')',
    'aria-selected': tab.id === chosen ? 'true' : 'false', tabIndex: tab.id === chosen ? 0 : -1, onClick: () => open(tab.id),
  }, tab.name, tab.note && h('small', null, tab.note))));
}
