// @ts-check
// What fills a context window, by groups.

/**
 * In the order in which providers put them before the model.
 *
 * @type {{id: string, name: string, means: string}[]}
 */
export const GROUPS = [
  {id: 'tools', name: 'Tools', means: 'Definitions of tools'},
  {id: 'system', name: 'Instructions', means: 'The system prompt'},
  {id: 'user', name: 'User', means: 'Words of the user, and what the tool puts in their place'},
  {id: 'assistant', name: 'Assistant', means: 'Words of the model'},
  {id: 'thinking', name: 'Thinking', means: 'What the model thought, with the signatures that go back with it'},
  {id: 'tool_calls', name: 'Calls', means: 'Calls of tools with their arguments'},
  {id: 'tool_results', name: 'Results', means: 'What tools gave back'},
  {id: 'other', name: 'Other', means: 'All else'},
];

/** @param {string} id */
export function groupName(id) {
  return GROUPS.find((group) => group.id === id)?.name ?? id;
}
