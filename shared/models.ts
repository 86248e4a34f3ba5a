import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { samplingOverridesSchema } from './generation.ts';
import { sourceIdSchema } from './hub.ts';
import { procedure } from './procedure.ts';

export const brokenReasonSchema = z.enum([
  'not-gguf', // wrong first bytes
  'truncated', // data.missingBytes
  'missing-parts', // a split model lacks files
  'unsupported-version',
  'bad-metadata', // counts or lengths that cannot be
  'unsafe', // shapes that would end the engine (head count 0, say)
  'unreadable', // the system refuses to read it
]);
export type BrokenReason = z.infer<typeof brokenReasonSchema>;

/** Programs whose models Alcove uses where they are: it reads them and changes nothing there. */
export const otherProgramSchema = z.enum(['lm-studio', 'ollama', 'hugging-face']);
export type OtherProgram = z.infer<typeof otherProgramSchema>;

/** Where a file came from, as far as it is known. */
export const originSchema = z.object({
  source: sourceIdSchema,
  repository: z.string(),
  /** The commit, where known. */
  revision: z.string().optional(),
  webUrl: z.string(),
});
export type Origin = z.infer<typeof originSchema>;

export const modelSchema = z.object({
  /** As in design.md, "What a model is called": lower case, without -gguf, `@quantization` where there are several. */
  id: z.string(),
  /** For people: "Qwen3 8B", "Alcove Starter". */
  name: z.string(),
  /** What the other program calls it: Ollama's `name:tag`. */
  aliases: z.array(z.string()).optional(),
  publisher: z.string().optional(),
  repository: z.string().optional(),
  /** Absolute; a split model has several, in order. */
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number() })).min(1),
  sizeBytes: z.number(),
  /** The library folder it was found in. */
  folder: z.string(),
  place: z.enum(['starter', 'alcove', 'folder', 'linked', ...otherProgramSchema.options]),
  kind: z.enum(['chat', 'embedding', 'projector', 'unknown']),
  architecture: z.string().optional(),
  parameterCount: z.number().optional(),
  /** Q4_K_M and the like. */
  quantization: z.string().optional(),
  /** The longest context it was trained for, in tokens. */
  contextLength: z.number().optional(),
  layerCount: z.number().optional(),
  hasChatTemplate: z.boolean(),
  /** The template or the vocabulary knows a thinking part. */
  canReason: z.boolean(),
  /** Undefined: it can be loaded. */
  broken: z.object({ reason: brokenReasonSchema, missingBytes: z.number().optional() }).optional(),
  /** Sampling that suits this model, over the app's own defaults. */
  sampling: samplingOverridesSchema,
  origin: originSchema.optional(),
  /** When its files last agreed with the hash that the source tells (milliseconds since 1970). */
  verifiedAt: z.number().optional(),
  /** Paths of files that were read and do not agree with it. */
  wrongFiles: z.array(z.string()).optional(),
  /** Ids of models with the very same bytes elsewhere. */
  duplicateIds: z.array(z.string()).optional(),
  /** What the last look upstream said. */
  upstream: z.object({ state: z.enum(['same', 'newer', 'gone']), checkedAt: z.number() }).optional(),
  /** Milliseconds since 1970. */
  modifiedAt: z.number(),
  lastUsedAt: z.number().optional(),
});
export type Model = z.infer<typeof modelSchema>;

export const modelFolderSchema = z.object({
  path: z.string(),
  /** The one new models go to. */
  isDefault: z.boolean(),
  /** False: an unplugged drive, say; its models are kept grey. */
  isPresent: z.boolean(),
  modelCount: z.number(),
});

export const importModeSchema = z.enum(['link', 'copy', 'move']);
export type ImportMode = z.infer<typeof importModeSchema>;

export const modelImportSchema = z.object({
  id: z.string(),
  name: z.string(),
  doneBytes: z.number(),
  totalBytes: z.number(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  error: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()).optional() }).optional(),
});

export const librarySchema = z.object({
  models: z.array(modelSchema),
  folders: z.array(modelFolderSchema),
  isScanning: z.boolean(),
  /** Running ones, and those that ended within the last minute. */
  imports: z.array(modelImportSchema),
  /** Other programs found on this computer. */
  programs: z.array(
    z.object({ program: otherProgramSchema, path: z.string(), isUsed: z.boolean(), modelCount: z.number(), sizeBytes: z.number() }),
  ),
  /** Running checks of files against their hash. */
  verifications: z.array(z.object({ modelId: z.string(), doneBytes: z.number(), totalBytes: z.number() })),
});
export type Library = z.infer<typeof librarySchema>;

const pathSchema = z.string().min(1).max(4096);

export const models = {
  /** The whole library, first as it is, then after every change. */
  watch: procedure.output(eventIterator(librarySchema)),
  rescan: procedure.output(z.void()),
  addFolder: procedure.input(z.object({ path: pathSchema })).output(z.void()),
  /** Forgets the folder; its files stay. */
  removeFolder: procedure.input(z.object({ path: pathSchema })).output(z.void()),
  /** Makes it the one new models go to (added when it is not there yet). */
  setDefaultFolder: procedure.input(z.object({ path: pathSchema })).output(z.void()),
  /** Starts one import per file; watch shows their progress. */
  import: procedure
    .input(z.object({ paths: z.array(pathSchema).min(1).max(1000), mode: importModeSchema }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** Also puts away one that failed. */
  cancelImport: procedure.input(z.object({ id: z.string() })).output(z.void()),
  reveal: procedure.input(z.object({ id: z.string() })).output(z.void()),
  /** To the trash; `undoId` brings it back while the host runs and the trash keeps it. Undefined where the system's trash cannot give back. */
  remove: procedure.input(z.object({ id: z.string() })).output(z.object({ undoId: z.string().optional() })),
  restore: procedure.input(z.object({ undoId: z.string() })).output(z.void()),
  /** Uses the models of another program where they are, or no longer. */
  useProgram: procedure.input(z.object({ program: otherProgramSchema, isUsed: z.boolean() })).output(z.void()),
  /** Reads the whole model and compares; watch shows how far it is. Throws model.no-origin where no hash is known. */
  verify: procedure
    .input(z.object({ id: z.string() }))
    .output(z.object({ state: z.enum(['same', 'different', 'cancelled']), wrongFiles: z.array(z.string()) })),
  cancelVerify: procedure.input(z.object({ id: z.string() })).output(z.void()),
  /** The host's own dialog (desktop only); empty when the person cancels. */
  pick: procedure.input(z.object({ what: z.enum(['files', 'folder']) })).output(z.object({ paths: z.array(z.string()) })),
  /** What a folder of the host holds, for a page without a dialog: folders and GGUF files. Unset path: the home folder. */
  listFolder: procedure.input(z.object({ path: pathSchema.optional() })).output(
    z.object({
      path: z.string(),
      parent: z.string().optional(),
      /** Drives, home, the model folders. */
      places: z.array(z.object({ name: z.string(), path: z.string() })),
      entries: z.array(
        z.object({ name: z.string(), path: z.string(), type: z.enum(['folder', 'file']), sizeBytes: z.number().optional() }),
      ),
    }),
  ),
};
