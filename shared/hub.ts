/** Where models come from: searching, a model's page, the access token, and whether the network is there at all. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { estimateSchema } from './engine.ts';
import { procedure, wireErrorSchema } from './procedure.ts';

export const sourceIdSchema = z.enum(['hugging-face', 'model-scope']);
export type SourceId = z.infer<typeof sourceIdSchema>;

/** `owner/name`. */
export const repositorySchema = z
  .string()
  .max(200)
  .regex(/^[\w.-]+\/[\w.-]+$/);

/** An address that stands in for Hugging Face's; only http and https. Unset: the one in force. */
export const endpointSchema = z.url({ protocol: /^https?$/ }).max(2048);

export const abilitySchema = z.enum(['tools', 'reasoning', 'vision', 'embedding']);
export type Ability = z.infer<typeof abilitySchema>;

export const searchSortSchema = z.enum(['trending', 'downloads', 'likes', 'updated', 'size']);
export type SearchSort = z.infer<typeof searchSortSchema>;

/** What is looked for; unset filters let everything through. */
export const searchQuerySchema = z.object({
  source: sourceIdSchema.default('hugging-face'),
  endpoint: endpointSchema.optional(),
  /** Empty: everything. */
  text: z.string().max(200).default(''),
  sort: searchSortSchema.default('trending'),
  format: z.enum(['gguf', 'safetensors']).default('gguf'),
  author: z.string().max(100).optional(),
  /** As Hugging Face writes it: apache-2.0, mit ... */
  licence: z.string().max(100).optional(),
  /** All of them. */
  goodAt: z.array(abilitySchema).max(4).default([]),
  parameterRange: z.object({ least: z.number().optional(), most: z.number().optional() }).optional(),
  /** From the page before. */
  cursor: z.string().max(4096).optional(),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** A model as lists show it. */
export const foundModelSchema = z.object({
  source: sourceIdSchema,
  repository: repositorySchema,
  publisher: z.string(),
  /** For people: "Qwen3 8B". */
  name: z.string(),
  format: z.enum(['gguf', 'safetensors']),
  parameterCount: z.number().optional(),
  architecture: z.string().optional(),
  /** Tokens. */
  contextLength: z.number().optional(),
  downloads: z.number().optional(),
  likes: z.number().optional(),
  /** Milliseconds since 1970. */
  updatedAt: z.number().optional(),
  licence: z.string().optional(),
  goodAt: z.array(abilitySchema),
  isGated: z.boolean(),
});
export type FoundModel = z.infer<typeof foundModelSchema>;

export const searchPageSchema = z.object({
  models: z.array(foundModelSchema),
  /** Undefined: this was the last page. */
  cursor: z.string().optional(),
  /** How many there are in all, where the source tells. */
  total: z.number().optional(),
  /** The source could not be reached: these are the last results, from then (milliseconds since 1970). */
  keptFrom: z.number().optional(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;

export const versionFileSchema = z.object({
  /** As on the hub, with its folders. */
  path: z.string(),
  sizeBytes: z.number(),
  /** Lower-case hex. Undefined: the source does not tell, and then a download is checked by size only. */
  sha256: z.string().optional(),
});
export type VersionFile = z.infer<typeof versionFileSchema>;

/** For people who know no quantizations: by the bits of a weight (small: to 3, balanced: 4 and 5, best: 6 and more). */
export const versionGroupSchema = z.enum(['small', 'balanced', 'best']);
/** How near to the original, in plain words that the page has. */
export const qualitySchema = z.enum(['plainer', 'slightly-plainer', 'close', 'very-close', 'nearly-same', 'same', 'original', 'no-gain']);

/** One quantization of a model: one file, or all parts of a split one. */
export const versionSchema = z.object({
  /** Unique within the repository: Q4_K_M, or with the folder or prefix in front where several share a quantization. */
  id: z.string(),
  /** Q4_K_M and the like; the file's name where it has none. */
  quantization: z.string(),
  files: z.array(versionFileSchema).min(1),
  sizeBytes: z.number(),
  group: versionGroupSchema,
  quality: qualitySchema.optional(),
  /** False: parts are missing on the hub. */
  isComplete: z.boolean(),
});
export type Version = z.infer<typeof versionSchema>;

/** A model as its page shows it. */
export const modelPageSchema = foundModelSchema.extend({
  /** The commit that the files below belong to. */
  revision: z.string(),
  /** One or two sentences of the card. */
  summary: z.string().optional(),
  baseModel: z.string().optional(),
  versions: z.array(versionSchema),
  /** Files for pictures (mmproj), apart. */
  projectors: z.array(versionSchema),
  /** Bytes of safetensors files, for a model that can be converted. */
  safetensorsBytes: z.number().optional(),
  /** Its page on the web, and where a licence is accepted. */
  webUrl: z.string(),
  /** What a person must do before files can be had; undefined: nothing. */
  access: z.enum(['sign-in', 'ask']).optional(),
  /** As in searchPageSchema. */
  keptFrom: z.number().optional(),
});
export type ModelPage = z.infer<typeof modelPageSchema>;

/** How a version would do on this computer. */
export const versionFitSchema = z.object({
  versionId: z.string(),
  /** From the file's own header and what is free now; undefined while it is being read, or when it cannot be. */
  estimate: estimateSchema.optional(),
  error: wireErrorSchema.optional(),
});
export type VersionFit = z.infer<typeof versionFitSchema>;

/** What Alcove recommends, from resources/curated.json. */
export const curatedModelSchema = z.object({
  source: sourceIdSchema,
  repository: repositorySchema,
  versionId: z.string(),
  name: z.string(),
  publisher: z.string(),
  /** In the language asked for. */
  summary: z.string(),
  parameterCount: z.number(),
  /** Of the version named. */
  sizeBytes: z.number(),
  goodAt: z.array(abilitySchema),
  section: z.enum(['everyday', 'small', 'large', 'code', 'reasoning', 'vision', 'embedding']),
});
export type CuratedModel = z.infer<typeof curatedModelSchema>;

const modelRefSchema = z.object({
  source: sourceIdSchema.default('hugging-face'),
  endpoint: endpointSchema.optional(),
  repository: repositorySchema,
});

/** Which address and token are in force. The token itself never leaves the host. */
export const hubStateSchema = z.object({
  /** Origin and path without a slash at the end: https://huggingface.co. */
  endpoint: z.string(),
  /** The command line counts before the settings, and those before HF_ENDPOINT. */
  endpointFrom: z.enum(['default', 'settings', 'environment', 'command-line']),
  /** False: the token stays here unless the person says that this address may have it. */
  isTokenSent: z.boolean(),
  token: z.object({
    from: z.enum(['none', 'kept', 'environment']),
    /** Its first three and last three letters. */
    hint: z.string().optional(),
    /** Where a token is kept on this computer. */
    keptIn: z.enum(['keychain', 'file']),
    path: z.string().optional(),
  }),
  /** The environment's or the system's proxy in force, for the settings page; without a password. */
  proxy: z.string().optional(),
});
export type HubState = z.infer<typeof hubStateSchema>;

/** What a check of the connection found; each problem names the host and a reason. */
export const connectionCheckSchema = z.object({
  checkedAt: z.number(),
  bytesPerSecond: z.number().optional(),
  problem: z
    .object({
      where: z.enum(['endpoint', 'data-host', 'proxy']),
      host: z.string(),
      error: wireErrorSchema,
    })
    .optional(),
});
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

export const hub = {
  watch: procedure.output(eventIterator(hubStateSchema)),
  /** Throws hub.* where nothing was kept from before. */
  search: procedure.input(searchQuerySchema).output(searchPageSchema),
  describe: procedure.input(modelRefSchema).output(modelPageSchema),
  /** All versions, first without estimates, then each as its header has been read. Ends when all are known. */
  fits: procedure.input(modelRefSchema).output(eventIterator(z.array(versionFitSchema))),
  /** The model card as Markdown, without its front matter; pictures have absolute addresses. */
  card: procedure.input(modelRefSchema).output(z.object({ markdown: z.string() })),
  /** Models for the start page; the language decides texts and order. */
  curated: procedure.input(z.object({ language: z.enum(['en', 'zh-CN']) })).output(z.array(curatedModelSchema)),
  /** The best first, for this computer's memory and the language; at most three. */
  recommend: procedure
    .input(z.object({ language: z.enum(['en', 'zh-CN']) }))
    .output(z.array(curatedModelSchema.extend({ fit: estimateSchema.shape.fit }))),
  /** Asks the source whether a model of the library is still the newest there. Throws model.no-origin and hub.*. */
  checkUpstream: procedure.input(z.object({ modelId: z.string() })).output(z.object({ state: z.enum(['same', 'newer', 'gone']) })),
  /** Keeps the token after asking Hugging Face whose it is. Throws hub.token-invalid, hub.token-refused. */
  setToken: procedure.input(z.object({ token: z.string().trim().min(1).max(500) })).output(z.object({ name: z.string().optional() })),
  removeToken: procedure.output(z.void()),
  /** Looks at the endpoint and at the host that holds the files. */
  checkConnection: procedure.output(connectionCheckSchema),
};
