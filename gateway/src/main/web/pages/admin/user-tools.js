// @ts-check
import {h, useState} from '../../lib/dom.js';
import {send} from '../../lib/api.js';
import {ShownOnce} from '../../lib/confirm.js';
import {moment, visible} from '../../lib/format.js';

/** What can be done with a user besides changing the document. @param {{document: import('../../types/api.js').Document}} props */
export function UserTools({document}) {
  const [made, setMade] = useState(/** @type {import('../../types/api.js').Invitation | null} */ (null));
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const invite = async () => {
    setBusy(true);
    setProblem('');
    try {
      setMade(await send('POST', 'users/' + encodeURIComponent(document.id) + '/invite', {}));
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return h('span', {class: 'user-tools'},
    problem && h('span', {class: 'bad', role: 'alert'}, visible(problem)),
    h('button', {type: 'button', class: 'button', disabled: busy, onClick: invite, title: 'A token with which the user sets a password; also for a forgotten one'}, 'Invite'),
    made && h(ShownOnce, {title: 'Invitation for ' + visible(document.name), secret: made.token, onClose: () => setMade(null)},
      h('p', null, 'Good once, until ', h('time', {dateTime: made.expires_at}, moment(made.expires_at)), '. Hand it over on a way that others do not read. It is used at ', h('code', null, location.origin + '/invitation'), ' or with ', h('code', null, 'weir login --invitation'), '.')));
}
