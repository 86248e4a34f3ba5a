import { create } from 'zustand';
import type { Library, Model } from '../../shared/models.ts';
import { follow } from '../rpc.ts';

/** The library as the host has it. */
interface LibraryState extends Library {
  /** False until the host has told it for the first time. */
  isKnown: boolean;
}

export const useLibrary = create<LibraryState>(() => ({
  isKnown: false,
  models: [],
  folders: [],
  isScanning: false,
  imports: [],
  programs: [],
  verifications: [],
}));

void follow(
  (client, signal) => client.models.watch(undefined, { signal }),
  (library) => useLibrary.setState({ ...library, isKnown: true }),
  { signal: new AbortController().signal },
);

/** The model of this id; undefined when there is none. */
export function useModel(id: string | undefined): Model | undefined {
  return useLibrary((state) => state.models.find((model) => model.id === id));
}

/** How a model is found by typing: every word occurs somewhere in its names. */
export function matchesModel(model: Model, query: string): boolean {
  const text = [model.name, model.id, ...(model.aliases ?? []), model.publisher, model.quantization, model.architecture]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
