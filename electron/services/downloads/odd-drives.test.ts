import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { generatedContent } from '../../../e2e/hub-stand-in/content.ts';
import { partPathOf } from './journal.ts';
import { failureOf, openTransfer, type TestTransfer } from './test-transfer.ts';

const sizeBytes = 1_500_001;
const model = generatedContent({ sizeBytes, seed: 'drives' });
let opened: TestTransfer | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await opened?.dispose();
});

async function open(): Promise<TestTransfer> {
  opened = await openTransfer(model);
  return opened;
}

/** What all file handles of this process do. */
async function handles(): Promise<FileHandle> {
  const handle = await openFile(import.meta.filename);
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}

const failing = (code: string) => async () => {
  throw Object.assign(new Error(`${code}: fsync`), { code, syscall: 'fsync' });
};

test('bytes that somebody puts behind a part while it grows are not taken for the model', async () => {
  const test = await open();
  const whole = await test.run();
  appendFileSync(partPathOf(test.finalPath), Buffer.alloc(5000));
  await whole.finish();
  expect(statSync(test.finalPath).size).toBe(sizeBytes);
});

test('a drive that knows no sync takes a model all the same', async () => {
  const test = await open();
  const prototype = await handles();
  vi.spyOn(prototype, 'datasync').mockImplementation(failing('EINVAL'));
  vi.spyOn(prototype, 'sync').mockImplementation(failing('ENOTSUP'));
  expect(await test.fetch()).toBe(await model.sha256());
  expect(test.files()).toEqual(['Model-Q4_0.gguf']);
});

test('a drive that fails to write is told, and what it kept goes on', async () => {
  const test = await open();
  const prototype = await handles();
  vi.spyOn(prototype, 'datasync').mockImplementation(failing('EIO'));
  expect(await failureOf(test.run())).toMatchObject({ code: 'file.failed', reason: 'EIO' });
  vi.restoreAllMocks();
  expect(await test.fetch()).toBe(await model.sha256());
});

test('a part that is taken away while it grows is told by its name, and begins anew', async () => {
  const test = await open();
  const whole = await test.run();
  rmSync(partPathOf(test.finalPath));
  expect(await failureOf(whole.finish())).toMatchObject({ code: 'file.not-found', path: test.finalPath });
  whole.release();
  expect(await test.fetch()).toBe(await model.sha256());
  expect(readFileSync(test.finalPath).length).toBe(sizeBytes);
});
