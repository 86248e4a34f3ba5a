import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHub, type TestHub } from './test-hub.ts';

let opened: TestHub;
beforeEach(async () => {
  opened = await openHub();
});
afterEach(() => opened.dispose());

test('who stops asking for a file takes nothing from others who want one of the same repository', async () => {
  const { hub, standIn } = opened;
  const source = hub.source({ source: 'model-scope', endpoint: standIn.endpoint });
  const { repository } = (
    await hub.search({ source: 'model-scope', endpoint: standIn.endpoint, text: '', sort: 'downloads', format: 'gguf', goodAt: [] })
  ).models[0] ?? { repository: '' };
  const facts = await source.describe(repository);
  const path = facts.files.find((file) => file.path.endsWith('.gguf'))?.path ?? '';
  // A source of its own has not seen the list yet.
  const fresh = opened.reopen().source({ source: 'model-scope', endpoint: standIn.endpoint });
  standIn.setFaults({ hubDelay: 100 });
  standIn.clearRequests();
  const stopping = new AbortController();
  const stopped = fresh.resolve({ repository, revision: facts.revision, path }, stopping.signal);
  const wanted = fresh.resolve({ repository, revision: facts.revision, path });
  stopping.abort(new Error('paused'));
  await expect(stopped).rejects.toThrow('paused');
  expect((await wanted).sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(standIn.requests().filter(({ url }) => url.includes('/repo/files'))).toHaveLength(1);
});
