// @ts-check
import {h, useState} from './dom.js';
import {Dialog} from './dialog.js';
import {CopyButton} from './clipboard.js';
import {visible} from './format.js';

/**
 * A button for what cannot be undone: says what will happen, and asks.
 *
 * @param {{label: string, title: string, says: any, does: string, onDo: () => Promise<void>, quiet?: boolean}} props
 */
export function Confirmed({label, title, says, does, onDo, quiet}) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const close = () => {
    setOpen(false);
    setProblem('');
  };
  const run = async () => {
    setBusy(true);
    try {
      await onDo();
      close();
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return h('span', null,
    h('button', {type: 'button', class: 'button button-bad' + (quiet ? ' button-quiet' : ''), onClick: () => setOpen(true)}, label),
    open && h(Dialog, {label: title, class: 'dialog-small', onClose: close},
      h('div', {class: 'dialog-body'},
        h('h2', null, visible(title)), h('p', null, says),
        problem && h('p', {class: 'form-wrong', role: 'alert'}, visible(problem)),
        h('div', {class: 'dialog-foot'},
          h('button', {type: 'button', class: 'button', onClick: close}, 'Cancel'),
          h('button', {type: 'button', class: 'button button-bad button-bad-full', disabled: busy, onClick: run}, does)))));
}

/**
 * A secret that is shown this once.
 *
 * @param {{title: string, secret: string, children?: any, onClose: () => void}} props
 */
export function ShownOnce({title, secret, children, onClose}) {
  return h(Dialog, {label: title, class: 'dialog-small', onClose: () => {}},
    h('div', {class: 'dialog-body'},
      h('h2', null, title),
      h('p', {class: 'notice'}, 'Copy it now. Weir keeps no readable copy: it is never shown again.'),
      h('div', {class: 'once'}, h('code', {tabIndex: 0}, secret), h(CopyButton, {text: secret, label: 'Copy', title: 'Copy the secret'})),
      children,
      h('div', {class: 'dialog-foot'}, h('button', {type: 'button', class: 'button button-main', onClick: onClose}, 'Done, I have it'))));
}
