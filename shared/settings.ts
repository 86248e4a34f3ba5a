import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { loadSettingsOverridesSchema } from './engine.ts';
import { procedure } from './procedure.ts';

/** settings.json. Every value has a default, so that a missing or damaged entry costs only itself. */
export const settingsSchema = z.object({
  language: z.enum(['system', 'en', 'zh-CN']).catch('system').default('system'),
  theme: z.enum(['system', 'light', 'dark']).catch('system').default('system'),
  textSize: z.enum(['small', 'medium', 'large']).catch('medium').default('medium'),
  showAnswerNumbers: z.boolean().catch(true).default(true),
  reduceMotion: z.boolean().catch(false).default(false),
  /** When a conversation starts: load the model used last, or wait for a choice. */
  conversationStart: z.enum(['load-last', 'ask']).catch('load-last').default('load-last'),
  idleUnloadMinutes: z.number().int().min(0).max(100_000).catch(30).default(30),
  /** Desktop: closing the window leaves Alcove in the tray. */
  keepRunning: z.boolean().catch(false).default(false),
  hasFinishedFirstStart: z.boolean().catch(false).default(false),
  lastModelId: z.string().optional().catch(undefined),
  /** Where new models go; unset: `models` in the data folder. */
  defaultModelFolder: z.string().optional().catch(undefined),
  /** Further library folders. */
  modelFolders: z.array(z.string()).catch([]).default([]),
  /** Single files used where they are. */
  linkedModels: z.array(z.string()).catch([]).default([]),
  /** Remembered load settings by model id. */
  loadSettings: z.record(z.string(), loadSettingsOverridesSchema.catch({})).catch({}).default({}),
});
export type Settings = z.infer<typeof settingsSchema>;
/** What the page may change; the rest belongs to the services. */
export const settingsPatchSchema = settingsSchema
  .pick({
    language: true,
    theme: true,
    textSize: true,
    showAnswerNumbers: true,
    reduceMotion: true,
    conversationStart: true,
    idleUnloadMinutes: true,
    keepRunning: true,
    hasFinishedFirstStart: true,
    /** The whole record: what every model is loaded with by default. */
    loadSettings: true,
  })
  .partial();
export type SettingsPatch = Partial<Settings>;

export const settings = {
  watch: procedure.output(eventIterator(settingsSchema)),
  update: procedure.input(settingsPatchSchema).output(z.void()),
};
