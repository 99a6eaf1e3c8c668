// @ts-check
// What the API says of its own shapes: forms are drawn from it, so that a new member of a rule needs
// no new page.

/**
 * A part of JSON Schema, as far as openapi.json uses it.
 *
 * @typedef {object} Schema
 * @property {string | string[]} [type]
 * @property {string} [description]
 * @property {string[]} [enum]
 * @property {any} [default]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {string} [pattern]
 * @property {Schema} [items]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {string} [$ref]
 */

/** @type {Promise<Record<string, Schema>> | null} */
let asked = null;

/** The named shapes of the API; asked for once. @returns {Promise<Record<string, Schema>>} */
function shapes() {
  asked ??= fetch('/openapi.json').then(async (response) => {
    if (!response.ok) {
      throw new Error('The description of the API could not be had.');
    }
    return (await response.json()).components.schemas;
  }).catch((problem) => {
    asked = null;
    throw problem;
  });
  return asked;
}

/**
 * A shape with those it refers to in their places.
 *
 * @param {string} name
 * @returns {Promise<Schema>}
 */
export async function shape(name) {
  const all = await shapes();
  /** @param {Schema} schema @returns {Schema} */
  const whole = (schema) => {
    const found = schema.$ref ? {...all[schema.$ref.split('/').at(-1) ?? '']} : {...schema};
    if (found.items) {
      found.items = whole(found.items);
    }
    if (found.properties) {
      found.properties = Object.fromEntries(Object.entries(found.properties).map(([key, value]) => [key, whole(value)]));
    }
    return found;
  };
  return whole(all[name] ?? {});
}

/** What sort of value a shape is. @param {Schema} schema @returns {'word' | 'flag' | 'number' | 'words' | 'numbers' | 'list' | 'object' | 'text'} */
export function sort(schema) {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'string'];
  if (types.includes('array')) {
    const of = schema.items?.type;
    return of === 'object' ? 'list' : of === 'integer' || of === 'number' ? 'numbers' : 'words';
  }
  if (schema.enum) {
    return 'word';
  }
  if (types.length > 1) {
    return 'text';
  }
  switch (types[0]) {
    case 'boolean':
      return 'flag';
    case 'integer':
    case 'number':
      return 'number';
    case 'object':
      return 'object';
    default:
      return 'text';
  }
}

/**
 * A value without what says nothing: empty texts, lists and objects.
 *
 * @param {any} value
 * @returns {any} undefined where nothing is left
 */
export function pruned(value) {
  if (Array.isArray(value)) {
    const kept = value.map((one) => (one !== null && typeof one === 'object' ? pruned(one) ?? {} : one)).filter((one) => one !== '' && one !== undefined);
    return kept.length > 0 ? kept : undefined;
  }
  if (value !== null && typeof value === 'object') {
    const kept = Object.entries(value).map(([key, one]) => [key, pruned(one)]).filter(([, one]) => one !== undefined);
    return kept.length > 0 ? Object.fromEntries(kept) : undefined;
  }
  return value === '' || value === null ? undefined : value;
}

/**
 * The members of a document, one a line: place and value.
 *
 * @param {any} value
 * @param {string} [at]
 * @returns {Map<string, string>}
 */
export function leaves(value, at = '') {
  /** @type {Map<string, string>} */
  const out = new Map();
  if (value !== null && typeof value === 'object') {
    const list = Array.isArray(value);
    if (list && value.every((/** @type {any} */ one) => one === null || typeof one !== 'object')) {
      out.set(at, value.join(', '));
      return out;
    }
    for (const [key, one] of Object.entries(value)) {
      const place = list ? at + '[' + key + ']' : at ? at + '.' + key : key;
      for (const [name, text] of leaves(one, place)) {
        out.set(name, text);
      }
    }
    return out;
  }
  out.set(at, String(value));
  return out;
}

/**
 * The place that an error of the API is about.
 *
 * @param {string} message such as `limit 'daily'.amount: expected a number`
 * @returns {{path: string, says: string} | null} null where it names none
 */
export function aboutWhat(message) {
  const found = /^(?:[a-z ]+ '.*?'\.)?([a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*): (.*)$/s.exec(message);
  return found ? {path: found[1], says: found[2]} : null;
}
