import type { HostClient } from '../../shared/contract.ts';
import type { Library } from '../../shared/models.ts';

/** The library, once the folders have been read. */
export async function readLibrary(client: HostClient): Promise<Library> {
  const done = new AbortController();
  try {
    for await (const library of await client.models.watch(undefined, { signal: done.signal })) {
      if (!library.isScanning) return library;
    }
  } finally {
    done.abort();
  }
  throw new Error('the list of models ended before it was complete');
}
