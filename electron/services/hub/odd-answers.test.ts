/** Hubs that answer what no hub should. */
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { searchQuerySchema } from '../../../shared/hub.ts';
import { createTestServers } from '../../lib/test-servers.ts';
import { openHub } from './test-hub.ts';

const { serve, close } = createTestServers();
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  close();
});

const sha = 'a'.repeat(40);
const info = { _id: 'x', id: 'a/B-GGUF', private: false, gated: false, sha, tags: ['gguf'], lastModified: '2026-01-01T00:00:00.000Z' };
const file = (change: object = {}) => ({ type: 'file', oid: 'b', size: 10, path: 'B-Q4_K_M.gguf', ...change });

interface Answers {
  info?: unknown;
  files?: unknown;
  link?: string;
  /** In place of all of them. */
  answer?: (response: ServerResponse) => void;
}

async function open(answers: Answers) {
  const endpoint = await serve((request, response) => {
    if (answers.answer) return answers.answer(response);
    const path = request.url ?? '';
    const isFiles = path.includes('/tree/');
    const found = isFiles ? (answers.files ?? [file()]) : path.includes('/resolve/') ? '' : (answers.info ?? info);
    const body = JSON.stringify(path.startsWith('/api/models?') ? [found] : found);
    const link = isFiles && answers.link ? { link: `<${answers.link}>; rel="next"` } : {};
    response.writeHead(200, { 'content-type': 'application/json', ...link }).end(body);
  });
  const test = await openHub();
  endings.push(() => test.dispose());
  const hub = test.reopen({ HF_ENDPOINT: endpoint });
  return {
    page: () => hub.describe({ source: 'hugging-face', endpoint, repository: 'a/B-GGUF' }),
    search: () => hub.search(searchQuerySchema.parse({ endpoint })),
  };
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(() => 'no failure').catch((thrown: unknown) => thrown);
  return error instanceof AppError ? error.code : error;
}

const json = (text: string) => (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'application/json' }).end(text);

test.each(['{"a":', '', 'null', '5', '[null, 1]', '{}'])('%j is an answer that failed', async (text) => {
  const { page, search } = await open({ answer: json(text) });
  expect(await codeOf(page())).toMatch(/^hub\.(?:failed|not-found)$/);
  if (text !== '[null, 1]') expect(await codeOf(search())).toBe('hub.failed');
});

test('facts of the wrong kind cost only themselves', async () => {
  const odd = { ...info, tags: ['gguf', 5, null], pipeline_tag: 5, gguf: { total: 'x', chat_template: {} } };
  const { page, search } = await open({ info: odd });
  expect((await page()).versions.map(({ id }) => id)).toEqual(['Q4_K_M']);
  expect((await search()).models.map(({ repository }) => repository)).toEqual(['a/B-GGUF']);
});

test('files without a name or a size that can be are left out', async () => {
  const odd = [null, 5, file({ path: 5 }), file({ path: null }), ...[-5, 1.5, '10', null, 1e300].map((size) => file({ size }))];
  const { page } = await open({ files: [...odd, file({ path: 'B-Q8_0.gguf', lfs: { oid: 5, size: 12 } })] });
  const { versions } = await page();
  expect(versions.map(({ id, sizeBytes }) => [id, sizeBytes])).toEqual([['Q8_0', 12]]);
});

test('a list of files that leads back to itself ends', async () => {
  const { page } = await open({ files: [], link: '?again' });
  expect(await codeOf(page())).toBe('hub.failed');
});

test('a next page that is no address is none', async () => {
  const { page } = await open({ link: 'http://[bad' });
  expect((await page()).versions).toHaveLength(1);
});

test('an endless answer is given up', async () => {
  const { page } = await open({
    answer(response) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        if (response.destroyed) return;
        while (response.write(' '.repeat(1e6)));
        response.once('drain', more);
      };
      more();
    },
  });
  expect(await codeOf(page())).toBe('hub.failed');
});

test('an answer that is cut off tells that the connection ended', async () => {
  const { page } = await open({
    answer(response) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 }).write('[');
      setTimeout(() => response.destroy(), 20);
    },
  });
  expect(await codeOf(page())).toBe('hub.unreachable');
});
