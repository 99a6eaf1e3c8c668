// @ts-check

/**
 * The events of a stream that was recorded, with the offset behind each.
 *
 * @param {string} text
 * @returns {{event: string, data: string, end: number}[]}
 */
export function events(text) {
  /** @type {{event: string, data: string, end: number}[]} */
  const out = [];
  let event = '';
  /** @type {string[]} */
  let data = [];
  const lines = /(.*?)(\r\n|\n|\r|$)/g;
  for (;;) {
    const found = lines.exec(text);
    if (!found || (found[0] === '' && found.index >= text.length)) {
      break;
    }
    const line = found[1];
    if (line === '') {
      if (data.length > 0 || event !== '') {
        out.push({event, data: data.join('\n'), end: lines.lastIndex});
      }
      event = '';
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5));
    } else if (line.startsWith('event:')) {
      event = line.slice(6).trim();
    }
    if (found[2] === '') {
      break;
    }
  }
  if (data.length > 0 || event !== '') {
    out.push({event, data: data.join('\n'), end: text.length});
  }
  return out;
}
