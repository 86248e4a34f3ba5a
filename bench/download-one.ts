/**
 * One transfer in a process of its own: `node bench/download-one.ts <endpoint> <repository> <file> <final path> <hash worker>`. Prints as JSON how long
 * it took until the file lay checked under its name, and how much memory the process took more than before.
 */
import { Http } from '../electron/lib/http.ts';
import { transferFile } from '../electron/services/downloads/file-transfer.ts';
import { Connections, RateLimiter } from '../electron/services/downloads/pacing.ts';
import { HubClient } from '../electron/services/hub/hub-client.ts';
import { HuggingFaceSource } from '../electron/services/hub/hugging-face-source.ts';

const [endpoint = '', repository = '', path = '', finalPath = '', hashWorkerFile = ''] = process.argv.slice(2);
const http = new Http({ userAgent: 'Alcove/bench' });
const source = new HuggingFaceSource(new HubClient({ http, endpoint, tokenFor: () => undefined }));
const resolve = () => source.resolve({ repository, revision: 'main', path });
const { sizeBytes, sha256, revision } = await resolve();

const rssBefore = process.memoryUsage().rss;
let rssMost = rssBefore;
const watching = setInterval(() => {
  rssMost = Math.max(rssMost, process.memoryUsage().rss);
}, 20);

const startedAt = performance.now();
const whole = await transferFile({
  tools: {
    http,
    connections: new Connections({ total: 8, perHost: 8 }),
    limiter: new RateLimiter(() => 0),
    hashWorkerFile,
  },
  finalPath,
  expected: { path, sizeBytes, ...(sha256 !== undefined && { sha256 }) },
  revision,
  resolve,
  checkSpace: async () => {},
  describeNoSpace: async () => {
    throw new Error('The drive is full');
  },
  signal: new AbortController().signal,
  onState() {},
  onProgress() {},
});
await whole.finish();
const seconds = (performance.now() - startedAt) / 1000;
clearInterval(watching);
await http.dispose();
console.log(JSON.stringify({ seconds, rssGrowthBytes: rssMost - rssBefore, isVerified: whole.isVerified }));
