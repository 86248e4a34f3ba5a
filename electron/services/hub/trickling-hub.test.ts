/** Hubs that never fall silent and never come to an end. */
import { afterEach, expect, test } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { type RunningHub, startHub } from '../../../e2e/hub-stand-in/hub.ts';
import { searchQuerySchema } from '../../../shared/hub.ts';
import { Http } from '../../lib/http.ts';
import { HubClient } from './hub-client.ts';
import { HuggingFaceSource } from './hugging-face-source.ts';
import { RemoteFile } from './remote-header-range.ts';

const repository = 'acme/Model-GGUF';
const path = 'Model-Q4_0.gguf';
const sizeBytes = 50_000;
const http = new Http({ userAgent: 'Alcove/test' });
let standIn: RunningHub | undefined;
afterEach(() => standIn?.close());

async function open() {
  standIn = await startHub({ repositories: [{ id: repository, files: { [path]: generatedContent({ sizeBytes }) } }] });
  const client = new HubClient({ http, endpoint: standIn.endpoint, tokenFor: () => undefined, requestMs: 600, retryMs: 10 });
  return { standIn, client, source: new HuggingFaceSource(client) };
}

const silent = { code: 'hub.unreachable', data: { reason: 'timeout' } };

test('metadata that trickles is a hub that does not answer, so that what is known from before is shown', async () => {
  const { client, source, standIn } = await open();
  standIn.setFaults({ hubTrickle: true });
  await expect(source.search(searchQuerySchema.parse({}))).rejects.toMatchObject(silent);
  await expect(source.describe(repository)).rejects.toMatchObject(silent);
  await expect(source.readCard(repository, 'main')).rejects.toMatchObject(silent);
  await expect(client.json(`${standIn.endpoint}/api/models`)).rejects.toMatchObject(silent);
});

test('a header that trickles is given up', async () => {
  const { source, standIn } = await open();
  standIn.setFaults({ trickle: true });
  const resolve = () => source.resolve({ repository, revision: 'main', path });
  const file = new RemoteFile({ http, sizeBytes, resolve, retryMs: 10, stallMs: 600 });
  await expect(file.read(0, 20_000)).rejects.toMatchObject(silent);
});
