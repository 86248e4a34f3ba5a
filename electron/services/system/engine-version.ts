import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';

/** Which engine this is, as its package says: `node-llama-cpp 3.22.1, llama.cpp v0.5.0`. Reads two small files, loads nothing. */
export function readEngineVersion(): string {
  try {
    const folder = join(createRequire(import.meta.url).resolve('node-llama-cpp'), '../..');
    const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const { version } = z.object({ version: z.string() }).parse(read('package.json'));
    const { release } = z.object({ release: z.string() }).parse(read('llama/binariesGithubRelease.json'));
    return `node-llama-cpp ${version}, llama.cpp ${release}`;
  } catch {
    return 'node-llama-cpp';
  }
}
