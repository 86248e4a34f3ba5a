/** How other programs are told of this server: the same address, model and key in each one's own words. */

/** What a snippet is written in, for its colours. */
export type SnippetLanguage = 'shell' | 'python' | 'javascript' | 'yaml' | 'json' | 'fields';

export interface Connection {
  /** Without a path and without a slash at its end. */
  address: string;
  modelId: string;
  modelName: string;
  key: string;
  /** Tokens that the model's context holds. */
  contextLength: number;
}

export interface Program {
  id: string;
  /** Its name, the same in every language. */
  label: string;
  language: SnippetLanguage;
  /** Behind More. */
  isSeldom?: boolean;
  write(connection: Connection): string;
}

const json = (value: unknown) => JSON.stringify(value);

/** One line for each field of a program's own form; `place` says where the form is. */
function fields(place: string, rows: [string, string][]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 3;
  return [`# ${place}`, ...rows.map(([name, value]) => name.padEnd(width) + value)].join('\n');
}

/** Inside a container 127.0.0.1 is the container; this is what it calls the computer around it. */
const inDocker = (address: string) => `# Docker: ${address.replace(/\/\/(?:127\.0\.0\.1|localhost)\b/, '//host.docker.internal')}/v1`;

const curl = ({ address, modelId, key }: Connection) =>
  [
    `curl ${address}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" \\`,
    `  -H "Content-Type: application/json" \\`,
    "  -d '{",
    `    "model": ${json(modelId)},`,
    '    "messages": [{"role": "user", "content": "Hello!"}]',
    "  }'",
  ].join('\n');

const python = ({ address, modelId, key }: Connection) =>
  [
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${json(`${address}/v1`)}, api_key=${json(key)})`,
    'answer = client.chat.completions.create(',
    `    model=${json(modelId)},`,
    '    messages=[{"role": "user", "content": "Hello!"}],',
    ')',
    'print(answer.choices[0].message.content)',
  ].join('\n');

const javascript = ({ address, modelId, key }: Connection) =>
  [
    "import OpenAI from 'openai';",
    '',
    `const client = new OpenAI({ baseURL: ${json(`${address}/v1`)}, apiKey: ${json(key)} });`,
    'const answer = await client.chat.completions.create({',
    `  model: ${json(modelId)},`,
    '  messages: [{ role: "user", content: "Hello!" }],',
    '});',
    'console.log(answer.choices[0].message.content);',
  ].join('\n');

const continueFile = ({ address, modelId, modelName, key }: Connection) =>
  [
    '# ~/.continue/config.yaml',
    'name: Alcove',
    'version: 1.0.0',
    'schema: v1',
    'models:',
    `  - name: ${json(modelName)}`,
    '    provider: openai',
    `    model: ${json(modelId)}`,
    `    apiBase: ${json(`${address}/v1`)}`,
    `    apiKey: ${json(key)}`,
    '    roles: [chat, edit, apply]',
  ].join('\n');

const zed = ({ address, modelId, modelName, key, contextLength }: Connection) =>
  [
    '// settings.json',
    `// API key, in the agent's settings: ${key}`,
    '{',
    '  "language_models": {',
    '    "openai_compatible": {',
    '      "Alcove": {',
    `        "api_url": ${json(`${address}/v1`)},`,
    '        "available_models": [',
    `          { "name": ${json(modelId)}, "display_name": ${json(modelName)}, "max_tokens": ${contextLength} }`,
    '        ]',
    '      }',
    '    }',
    '  }',
    '}',
  ].join('\n');

const anthropic = ({ address, modelId, key }: Connection) =>
  [
    'from anthropic import Anthropic',
    '',
    `client = Anthropic(base_url=${json(address)}, api_key=${json(key)})`,
    'message = client.messages.create(',
    `    model=${json(modelId)},`,
    '    max_tokens=1024,',
    '    messages=[{"role": "user", "content": "Hello!"}],',
    ')',
    'print(message.content[0].text)',
  ].join('\n');

const claudeCode = ({ address, modelId, key }: Connection) =>
  [
    `export ANTHROPIC_BASE_URL=${address}`,
    `export ANTHROPIC_AUTH_TOKEN=${key}`,
    `export ANTHROPIC_MODEL=${modelId}`,
    `export ANTHROPIC_DEFAULT_HAIKU_MODEL=${modelId}`,
    'claude',
  ].join('\n');

const ollama = ({ address, modelId }: Connection) => [`export OLLAMA_HOST=${address}`, `ollama run ${modelId}`].join('\n');

export const programs: readonly Program[] = [
  { id: 'curl', label: 'curl', language: 'shell', write: curl },
  { id: 'python', label: 'Python', language: 'python', write: python },
  { id: 'javascript', label: 'JavaScript', language: 'javascript', write: javascript },
  { id: 'continue', label: 'Continue', language: 'yaml', write: continueFile },
  {
    id: 'cline',
    label: 'Cline',
    language: 'fields',
    write: ({ address, modelId, key }) =>
      fields('Cline > Settings > API Configuration', [
        ['API Provider', 'OpenAI Compatible'],
        ['Base URL', `${address}/v1`],
        ['API Key', key],
        ['Model ID', modelId],
      ]),
  },
  {
    id: 'open-webui',
    label: 'Open WebUI',
    language: 'fields',
    write: ({ address, modelId, key }) =>
      [
        fields('Admin Settings > Connections > OpenAI API', [
          ['URL', `${address}/v1`],
          ['Key', key],
          ['Model IDs', modelId],
        ]),
        inDocker(address),
      ].join('\n'),
  },
  { id: 'zed', label: 'Zed', language: 'json', write: zed },
  { id: 'claude-code', label: 'Claude Code', language: 'shell', isSeldom: true, write: claudeCode },
  { id: 'anthropic', label: 'Anthropic SDK', language: 'python', isSeldom: true, write: anthropic },
  { id: 'ollama', label: 'Ollama', language: 'shell', isSeldom: true, write: ollama },
  {
    id: 'cherry-studio',
    label: 'Cherry Studio',
    language: 'fields',
    isSeldom: true,
    write: ({ address, modelId, key }) =>
      fields('Settings > Model Provider > Add > OpenAI', [
        ['API Key', key],
        ['API Host', address],
        ['Model ID', modelId],
      ]),
  },
  {
    id: 'dify',
    label: 'Dify',
    language: 'fields',
    isSeldom: true,
    write: ({ address, modelId, key, contextLength }) =>
      [
        fields('Settings > Model Provider > OpenAI-API-compatible', [
          ['Model Name', modelId],
          ['API Key', key],
          ['API endpoint URL', `${address}/v1`],
          ['Model context size', String(contextLength)],
        ]),
        inDocker(address),
      ].join('\n'),
  },
];
