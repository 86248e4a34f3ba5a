/** How fast this computer reads its main memory: what writing text with a processor is limited by. */
import { availableParallelism, freemem } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Of all readers together: more than usual processors keep in their caches. */
const totalBytes = 128 * 1024 * 1024;
/** A few readers are as fast as the memory already. */
const mostReaders = 8;
const measureMs = 100;
const limitMs = 3000;

/** Comparing two halves that are alike reads both to the end, as fast as the processor can. */
const reader = `
const { parentPort, workerData } = require('node:worker_threads');
const block = Buffer.alloc(workerData.blockBytes, 1);
const half = block.length / 2;
const [low, high] = [block.subarray(0, half), block.subarray(half)];
low.equals(high);
parentPort.postMessage('ready');
parentPort.once('message', () => {
  const began = performance.now();
  let rounds = 0;
  do { low.equals(high); rounds += 1; } while (performance.now() - began < workerData.measureMs);
  parentPort.postMessage(rounds * block.length / (performance.now() - began) * 1000);
});`;

/** Bytes a second, read by all cores at once; undefined when it cannot be measured. Takes about 0.2 seconds. */
export async function measureMemoryBandwidth(): Promise<number | undefined> {
  if (freemem() < 8 * totalBytes) return undefined;
  const count = Math.min(mostReaders, availableParallelism());
  const blockBytes = Math.floor(totalBytes / count / 2) * 2;
  const workers = Array.from({ length: count }, () => new Worker(reader, { eval: true, workerData: { blockBytes, measureMs } }));
  try {
    const all = Promise.all(workers.map(createFollower));
    const followers = await within(all);
    const rates = await within(Promise.all(followers.map((measure) => measure())));
    return Math.round(rates.reduce((sum, rate) => sum + rate, 0));
  } catch {
    return undefined;
  } finally {
    // What is free is read next.
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Settles when the reader has its block; the answer starts it. */
function createFollower(worker: Worker): Promise<() => Promise<number>> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () =>
      resolve(
        () =>
          new Promise<number>((measured) => {
            worker.once('message', measured);
            worker.postMessage('go');
          }),
      ),
    );
  });
}

function within<Result>(work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('Measuring took too long')), limitMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
