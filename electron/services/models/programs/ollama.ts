/**
 * Ollama: a manifest per `name:tag` names blobs by their SHA-256. Layers other than weights and projector (template, parameters)
 * are left alone: the file's own metadata says the same. https://github.com/ollama/ollama/blob/main/docs/faq.mdx, manifest/
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { GivenName } from '../describe-model.ts';
import { findFile } from '../scan.ts';
import { type FoundProgram, folderFrom, type ProgramModel, type ProgramPlaces, withHome } from './found-program.ts';

const limits = { manifests: 5000, manifestBytes: 1_000_000 };
const layers = { 'application/vnd.ollama.image.model': 'model', 'application/vnd.ollama.image.projector': 'projector' } as const;

const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string().regex(/^sha256[:-][0-9a-f]{64}$/) })),
});

interface Manifest {
  host: string;
  namespace: string;
  name: string;
  tag: string;
  blobs: { use: 'model' | 'projector'; sha256: string }[];
}

export async function findOllama({ home, systemRoot, environment }: ProgramPlaces): Promise<FoundProgram> {
  const chosen = folderFrom(environment, 'OLLAMA_MODELS');
  const folders = [
    ...(chosen === undefined ? [] : [withHome(chosen, home)]),
    join(home, '.ollama', 'models'),
    join(systemRoot, 'usr', 'share', 'ollama', '.ollama', 'models'),
  ];
  const found: FoundProgram = {
    ...{ program: 'ollama', path: folders[0] ?? '', isPresent: false },
    ...{ models: [], watched: folders.map((folder) => join(folder, 'manifests')), visited: [] },
  };
  for (const folder of folders) {
    const manifests = await readManifests(folder, found.visited);
    if (manifests === undefined) continue;
    if (!found.isPresent) found.path = folder;
    found.isPresent = true;
    found.models.push(...(await findBlobs(folder, manifests)));
  }
  return found;
}

/** Undefined when Ollama keeps nothing here. `visited` gets every folder that was looked into. */
async function readManifests(folder: string, visited: string[]): Promise<Manifest[] | undefined> {
  const manifests: Manifest[] = [];
  async function visit(path: string, names: string[]): Promise<boolean> {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
    if (entries !== undefined) visited.push(path);
    for (const entry of entries ?? []) {
      if (manifests.length >= limits.manifests || entry.name.startsWith('.')) continue;
      const inner = [...names, entry.name];
      if (entry.isDirectory() && inner.length < 4) await visit(join(path, entry.name), inner);
      else if (entry.isFile() && inner.length === 4) manifests.push(...(await readManifest(join(path, entry.name), inner)));
    }
    return entries !== undefined;
  }
  return (await visit(join(folder, 'manifests'), [])) ? manifests : undefined;
}

async function readManifest(path: string, [host = '', namespace = '', name = '', tag = '']: string[]): Promise<Manifest[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.length > limits.manifestBytes) return [];
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) return [];
  const blobs = parsed.data.layers.flatMap(({ mediaType, digest }) => {
    const use = layers[mediaType as keyof typeof layers];
    return use === undefined ? [] : [{ use, sha256: digest.slice('sha256:'.length) }];
  });
  return [{ host, namespace, name, tag, blobs }];
}

/** One model per blob, however many tags lead to it. */
async function findBlobs(folder: string, manifests: Manifest[]): Promise<ProgramModel[]> {
  const byBlob = new Map<string, { use: 'model' | 'projector'; tags: Manifest[] }>();
  for (const manifest of manifests) {
    for (const { use, sha256 } of manifest.blobs) {
      const blob = byBlob.get(sha256) ?? { use, tags: [] };
      blob.tags.push(manifest);
      byBlob.set(sha256, blob);
    }
  }
  const models: ProgramModel[] = [];
  for (const [sha256, { use, tags }] of byBlob) {
    const file = await findFile(join(folder, 'blobs', `sha256-${sha256}`));
    if (file === undefined) continue;
    const told = new Map([[file.path, { expectedSha256: sha256, origin: undefined }]]);
    models.push({ folder, files: [file], isMissingParts: false, given: nameOf(tags, use), told });
  }
  return models;
}

/** By the tag that says most: `llama3.2:1b` before `llama3.2:latest`. */
function nameOf(tags: Manifest[], use: 'model' | 'projector'): GivenName {
  const ordered = [...tags].sort((a, b) => Number(a.tag === 'latest') - Number(b.tag === 'latest') || (aliasOf(a) < aliasOf(b) ? -1 : 1));
  const [first] = ordered;
  const stem = first === undefined ? '' : [first.name, ...(first.tag === 'latest' ? [] : [first.tag])].join('-');
  const isFromHub = first?.host === 'hf.co' || first?.host === 'huggingface.co';
  return {
    fileName: use === 'projector' ? `${stem}-mmproj.gguf` : `${stem}.gguf`,
    ...(first === undefined || first.namespace === 'library' ? {} : { publisher: first.namespace }),
    ...(first !== undefined && isFromHub ? { repository: first.name } : {}),
    ...(use === 'projector' ? {} : { aliases: ordered.map(aliasOf) }),
  };
}

/** As a person types it after `ollama run`. */
function aliasOf({ host, namespace, name, tag }: Manifest): string {
  const isUsual = host === 'registry.ollama.ai';
  return `${[...(isUsual ? [] : [host]), ...(isUsual && namespace === 'library' ? [] : [namespace]), name].join('/')}:${tag}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
