import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { loadSettingsOverridesSchema } from './engine.ts';
import { otherProgramSchema } from './models.ts';
import { procedure } from './procedure.ts';

/** What a person chooses, without defaults: a default inside an optional entry would be filled in. */
const choices = {
  language: z.enum(['system', 'en', 'zh-CN']),
  theme: z.enum(['system', 'light', 'dark']),
  textSize: z.enum(['small', 'medium', 'large']),
  showAnswerNumbers: z.boolean(),
  reduceMotion: z.boolean(),
  /** When a conversation starts: load the model used last, or wait for a choice. */
  conversationStart: z.enum(['load-last', 'ask']),
  idleUnloadMinutes: z.number().int().min(0).max(100_000),
  /** Desktop: closing the window leaves Alcove in the tray. */
  keepRunning: z.boolean(),
  hasFinishedFirstStart: z.boolean(),
  /** Where models come from; automatic: HF_ENDPOINT, else Hugging Face. */
  endpoint: z.enum(['automatic', 'hugging-face', 'mirror', 'own']),
  ownEndpoint: z.string().max(2048),
  /** Origins other than Hugging Face's that the person lets have the access token. */
  tokenOrigins: z.array(z.string().max(2048)).max(20),
  proxy: z.enum(['system', 'none', 'own']),
  /** http://host:port, with user and password where needed. */
  proxyUrl: z.string().max(2048),
  /** Bytes a second of all downloads together; 0: no limit. */
  downloadLimitBytesPerSecond: z.number().int().min(0).max(1e12),
  askBeforePictures: z.boolean(),
  serverPort: z.number().int().min(1).max(65_535),
  /** Other devices of the local network are answered, with a key. */
  serverOnNetwork: z.boolean(),
  serverAtStart: z.boolean(),
  /** Programs of this computer need a key, too. */
  serverNeedsKey: z.boolean(),
  /** Web pages that may use the server: origins, or `*` for every one. */
  serverOrigins: z.array(z.string().max(2048)).max(100),
  /** How long a model stays loaded that a program's request has loaded; 0: until somebody unloads it. */
  serverIdleMinutes: z.number().int().min(0).max(100_000),
  /** Remembered load settings by model id, as a whole. */
  loadSettings: z.record(z.string(), loadSettingsOverridesSchema),
};

/** settings.json. Every value has a default, so that a missing or damaged entry costs only itself. */
export const settingsSchema = z.object({
  language: choices.language.catch('system').default('system'),
  theme: choices.theme.catch('system').default('system'),
  textSize: choices.textSize.catch('medium').default('medium'),
  showAnswerNumbers: choices.showAnswerNumbers.catch(true).default(true),
  reduceMotion: choices.reduceMotion.catch(false).default(false),
  conversationStart: choices.conversationStart.catch('load-last').default('load-last'),
  idleUnloadMinutes: choices.idleUnloadMinutes.catch(30).default(30),
  keepRunning: choices.keepRunning.catch(false).default(false),
  hasFinishedFirstStart: choices.hasFinishedFirstStart.catch(false).default(false),
  endpoint: choices.endpoint.catch('automatic').default('automatic'),
  ownEndpoint: choices.ownEndpoint.catch('').default(''),
  tokenOrigins: choices.tokenOrigins.catch([]).default([]),
  proxy: choices.proxy.catch('system').default('system'),
  proxyUrl: choices.proxyUrl.catch('').default(''),
  downloadLimitBytesPerSecond: choices.downloadLimitBytesPerSecond.catch(0).default(0),
  askBeforePictures: choices.askBeforePictures.catch(true).default(true),
  serverPort: choices.serverPort.catch(1234).default(1234),
  serverOnNetwork: choices.serverOnNetwork.catch(false).default(false),
  serverAtStart: choices.serverAtStart.catch(false).default(false),
  serverNeedsKey: choices.serverNeedsKey.catch(false).default(false),
  serverOrigins: choices.serverOrigins.catch([]).default([]),
  serverIdleMinutes: choices.serverIdleMinutes.catch(60).default(60),
  /** Programs whose models are used where they are. */
  usedPrograms: z.array(otherProgramSchema).catch([]).default([]),
  lastModelId: z.string().optional().catch(undefined),
  /** Where new models go; unset: `models` in the data folder. */
  defaultModelFolder: z.string().optional().catch(undefined),
  /** Further library folders. */
  modelFolders: z.array(z.string()).catch([]).default([]),
  /** Single files used where they are. */
  linkedModels: z.array(z.string()).catch([]).default([]),
  loadSettings: z.record(z.string(), loadSettingsOverridesSchema.catch({})).catch({}).default({}),
});
export type Settings = z.infer<typeof settingsSchema>;
/** What the page may change; the rest belongs to the services. An absent entry stays as it is. */
export const settingsPatchSchema = z.object(choices).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const settings = {
  watch: procedure.output(eventIterator(settingsSchema)),
  update: procedure.input(settingsPatchSchema).output(z.void()),
};
