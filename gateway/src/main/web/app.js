// @ts-check
// The console: draws the shell and the page that the address names.
import {h, render} from './lib/dom.js';
import {listen as listenLinks} from './lib/router.js';
import {listen as listenKeys} from './lib/keys.js';
import {Shell} from './lib/shell.js';

listenLinks();
listenKeys();
const root = document.getElementById('app');
if (root) {
  render(h(Shell, null), root);
}
