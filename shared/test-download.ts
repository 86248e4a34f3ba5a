/** A download for tests. */
import type { Download } from './downloads.ts';

/** Qwen3 8B of 5 GB that waits in the queue, with what the test wants otherwise. */
export function createTestDownload(change: Partial<Download> = {}): Download {
  return {
    id: '1',
    source: 'hugging-face',
    endpoint: 'https://huggingface.co',
    repository: 'a/b',
    revision: 'main',
    versionId: 'Q4_K_M',
    name: 'Qwen3 8B',
    quantization: 'Q4_K_M',
    files: [],
    sizeBytes: 5e9,
    doneBytes: 0,
    state: { type: 'queued' },
    folder: '/models',
    addedAt: 0,
    ...change,
  };
}
