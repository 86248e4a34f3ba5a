/** A transfer in a process of its own, to be killed: `node test-transfer-child.ts <endpoint> <finalPath>`. Says a line once it began. */
import { Http } from '../../lib/http.ts';
import { transferFile } from './file-transfer.ts';
import { testPath, testRepository, testSource, testTools } from './test-transfer.ts';

const [endpoint = '', finalPath = ''] = process.argv.slice(2);
const http = new Http({ userAgent: 'Alcove/test' });
const source = testSource(http, endpoint);
const resolve = () => source.resolve({ repository: testRepository, revision: 'main', path: testPath });
const { sizeBytes, sha256, revision } = await resolve();
let isSaid = false;
const whole = await transferFile({
  tools: { ...testTools(http), flushMs: 100 },
  finalPath,
  expected: { path: testPath, sizeBytes, ...(sha256 !== undefined && { sha256 }) },
  revision,
  resolve,
  checkSpace: async () => {},
  describeNoSpace: async () => {
    throw new Error('no room');
  },
  signal: new AbortController().signal,
  onState() {},
  onProgress(doneBytes) {
    if (doneBytes > 0 && !isSaid) isSaid = process.stdout.write('began\n') || true;
  },
});
await whole.finish();
await http.dispose();
