// @ts-check
import {h, useLayoutEffect, useRef} from './dom.js';

/**
 * A window over the page. The browser keeps the focus in it, closes it with Escape and gives the
 * focus back.
 *
 * @param {{label: string, class?: string, onClose: () => void, children?: any}} props
 */
export function Dialog({label, class: name, onClose, children}) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const dialog = /** @type {HTMLDialogElement} */ (element.current);
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return h('dialog', {
    ref: element,
    class: 'dialog ' + (name ?? ''),
    'aria-label': label,
    onCancel: (/** @type {Event} */ event) => {
      event.preventDefault();
      onClose();
    },
    onClick: (/** @type {MouseEvent} */ event) => {
      if (event.target === element.current) {
        onClose();
      }
    },
  }, h('div', {class: 'dialog-in'}, children));
}
