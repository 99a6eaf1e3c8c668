// Uses the official JavaScript SDKs against one base URL and prints everything the program got.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

const base = process.argv[2];
const seen = [];
const openai = new OpenAI({ apiKey: 'sk-test-0123456789', baseURL: base + '/v1', maxRetries: 1 });
const anthropic = new Anthropic({ apiKey: 'sk-test-0123456789', baseURL: base, maxRetries: 1 });

async function attempt(name, use) {
  try {
    seen.push([name, await use()]);
  } catch (error) {
    seen.push([name, error.constructor.name, error.status, error.error ?? error.message]);
  }
}

async function all(stream) {
  const events = [];
  for await (const event of await stream) {
    events.push(event);
  }
  return events;
}

const chat = { model: 'gpt-5', messages: [{ role: 'user', content: 'Grüße' }] };
const message = { model: 'claude-sonnet-4-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }] };

await attempt('chat', () => openai.chat.completions.create(chat));
await attempt('chat stream', () => all(openai.chat.completions.create({ ...chat, stream: true })));
await attempt('responses', () => openai.responses.create({ model: 'gpt-5', input: 'Hello' }));
await attempt('responses stream', () => all(openai.responses.create({ model: 'gpt-5', input: 'Hello', stream: true })));
await attempt('chat 400', () => openai.chat.completions.create({ ...chat, model: 'status-400' }));
await attempt('messages', () => anthropic.messages.create(message));
await attempt('messages stream', () => all(anthropic.messages.create({ ...message, stream: true })));
await attempt('messages 401', () => anthropic.messages.create({ ...message, model: 'status-401' }));
console.log(JSON.stringify(seen, null, 1));
