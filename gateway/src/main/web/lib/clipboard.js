// @ts-check
import {h, useEffect, useState} from './dom.js';
import {Icon} from './icons.js';

/** @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Without TLS a browser has no clipboard to write to but this way.
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'off-screen';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/**
 * @param {{text: string | (() => string | Promise<string>), label?: string, title?: string}} props
 */
export function CopyButton({text, label, title}) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said) {
      const timer = setTimeout(() => setSaid(''), 1500);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [said]);
  const run = async () => {
    try {
      await copy(typeof text === 'string' ? text : await text());
      setSaid('Copied');
    } catch {
      setSaid('Not copied');
    }
  };
  return h('button', {type: 'button', class: 'button button-quiet', title: title ?? 'Copy', 'aria-label': label ? undefined : title ?? 'Copy', onClick: run},
    h(Icon, {name: said === 'Copied' ? 'check' : 'copy'}), label && h('span', null, said || label),
    h('span', {class: 'sr', role: 'status'}, said));
}
