import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from './logger.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'alcove-log-')), 'logs');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const text = () => readFileSync(join(folder, 'alcove.log'), 'utf8');

test('the log stays within its limit and keeps the newest lines', () => {
  const logger = createLogger({ folder, maxFileBytes: 1000, fileCount: 3 });
  for (let index = 0; index < 500; index += 1) logger.info(`line ${index}`);
  const files = readdirSync(folder);
  expect(files).toHaveLength(3);
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(1000);
  expect(text()).toContain('line 499');
});

test('secrets never reach the file', () => {
  const logger = createLogger({ folder });
  logger.warn('refused http://127.0.0.1:1/?token=abc123xyz', { authorization: 'Bearer hush', headers: { cookie: 'alcove=hush' } });
  logger.error('bad header authorization: Bearer hush2');
  expect(text()).not.toMatch(/abc123xyz|hush/);
});

test("an error's stack and cause are written on one line", () => {
  createLogger({ folder }).error('A bug', { error: new Error('outer', { cause: new Error('inner') }) });
  expect(text().trimEnd().split('\n')).toHaveLength(1);
  expect(text()).toMatch(/outer.*logger\.test.*inner/);
});

test('a log that was full at the last start goes on in a new file', () => {
  createLogger({ folder, maxFileBytes: 300 }).info('x'.repeat(250));
  createLogger({ folder, maxFileBytes: 300 }).info('after the restart');
  expect(text()).toContain('after the restart');
  expect(text()).not.toContain('xxx');
});

test('below the level nothing is written', () => {
  const logger = createLogger({ folder, level: 'warn' });
  logger.info('no');
  logger.error('yes');
  expect(text()).not.toContain('INFO');
});
