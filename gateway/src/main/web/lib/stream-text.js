// @ts-check
// What a recorded stream adds to the answer, event by event, in the shapes of the providers' APIs.
import {events} from './sse.js';

/**
 * A piece of the answer.
 *
 * @typedef {object} Growth
 * @property {'text' | 'thinking' | 'call' | 'arguments'} kind `call` begins one, with its name
 * @property {string} text
 * @property {number} end offset behind the event, in characters of the stream
 */

/**
 * @param {string} stream the decoded body
 * @returns {Growth[]} empty where it is no stream that is known
 */
export function growthOf(stream) {
  const found = /^\s*[{[]/.test(stream) ? lines(stream) : events(stream);
  /** @type {Growth[]} */
  const out = [];
  for (const event of found) {
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      continue;
    }
    if (data !== null && typeof data === 'object') {
      for (const [kind, text] of grown(data)) {
        if (typeof text === 'string' && text !== '') {
          out.push({kind, text, end: event.end});
        }
      }
    }
  }
  return out;
}

/** A stream of JSON lines. @param {string} stream */
function lines(stream) {
  /** @type {{data: string, end: number}[]} */
  const out = [];
  let at = 0;
  for (const line of stream.split('\n')) {
    at += line.length + 1;
    if (line.trim() !== '') {
      out.push({data: line, end: Math.min(at, stream.length)});
    }
  }
  return out;
}

/** @param {any} data @returns {[Growth['kind'], unknown][]} */
function grown(data) {
  /** @type {[Growth['kind'], unknown][]} */
  const out = [];
  const delta = data.delta;
  switch (data.type) {
    case 'content_block_start':
      return data.content_block?.name !== undefined ? [['call', data.content_block.name]] : [['text', data.content_block?.text]];
    case 'content_block_delta':
      return [['text', delta?.text], ['thinking', delta?.thinking], ['arguments', delta?.partial_json]];
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return [['text', delta]];
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return [['thinking', delta]];
    case 'response.function_call_arguments.delta':
    case 'response.custom_tool_call_input.delta':
      return [['arguments', delta]];
    case 'response.output_item.added':
      return [['call', data.item?.name]];
  }
  for (const choice of Array.isArray(data.choices) ? data.choices : []) {
    const one = choice?.delta ?? {};
    out.push(['thinking', one.reasoning_content ?? one.reasoning], ['text', one.content ?? choice?.text]);
    for (const call of Array.isArray(one.tool_calls) ? one.tool_calls : []) {
      out.push(['call', call?.function?.name], ['arguments', call?.function?.arguments]);
    }
  }
  for (const part of Array.isArray(data.candidates) ? data.candidates[0]?.content?.parts ?? [] : []) {
    out.push([part?.thought ? 'thinking' : 'text', part?.text], ['call', part?.functionCall?.name]);
  }
  if (data.message !== null && typeof data.message === 'object' && data.type === undefined) {
    out.push(['thinking', data.message.thinking], ['text', data.message.content]);
  }
  return out;
}
