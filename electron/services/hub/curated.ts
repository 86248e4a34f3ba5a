/** The models that Alcove suggests: resources/curated.json, in the order that suits a language and this computer. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Fit } from '../../../shared/engine.ts';
import { type CuratedModel, curatedModelSchema } from '../../../shared/hub.ts';
import { fitByParameters } from '../../../shared/list-fit.ts';
import type { FreeMemory } from '../../../shared/memory.ts';

type Language = 'en' | 'zh-CN';

const entrySchema = curatedModelSchema.omit({ summary: true, source: true }).extend({
  source: curatedModelSchema.shape.source.default('hugging-face'),
  summary: z.object({ en: z.string().min(1), 'zh-CN': z.string().min(1) }),
  /** Within its section, and among what fits: the higher the better. */
  rank: z.object({ en: z.number(), 'zh-CN': z.number() }),
});
type Entry = z.infer<typeof entrySchema>;

const fileSchema = z.object({ models: z.array(entrySchema) });

const sections = curatedModelSchema.shape.section.options;
/** What a first model is chosen from. */
const firstSections: readonly CuratedModel['section'][] = ['everyday', 'small', 'large'];
const recommendedCount = 3;

/** Throws when the file is missing or not as it should be: it ships with the app. */
export function readCurated(file: string): Entry[] {
  return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).models;
}

/** By section, the best for a language first. */
export function listCurated(entries: readonly Entry[], language: Language): CuratedModel[] {
  return entries
    .toSorted((a, b) => sections.indexOf(a.section) - sections.indexOf(b.section) || b.rank[language] - a.rank[language])
    .map((entry) => inLanguage(entry, language));
}

/**
 * At most three for a first start: the best that runs well here, then smaller ones of other makers. A computer that holds none gets
 * the smallest, so that there is always an offer.
 */
export function recommendCurated(
  entries: readonly Entry[],
  options: { language: Language; free: FreeMemory },
): (CuratedModel & { fit: Fit })[] {
  const { language, free } = options;
  const judged = entries
    .filter((entry) => firstSections.includes(entry.section))
    .map((entry) => ({ entry, fit: fitOf(entry, free) }))
    .toSorted((a, b) => b.entry.rank[language] - a.entry.rank[language]);
  const runsWell = judged.filter(({ entry, fit }) => fit === 'gpu' || (fit === 'memory' && isQuickEnough(entry)));
  const fitting = runsWell.length > 0 ? runsWell : judged.filter(({ fit }) => fit !== 'too-large').slice(-1);
  const [best] = fitting;
  if (best === undefined) return [];
  const smaller = fitting.filter(({ entry }) => entry.sizeBytes < best.entry.sizeBytes * 0.75);
  const others = smaller.filter(({ entry }) => entry.publisher !== best.entry.publisher);
  const chosen = [best, ...new Set([...others.slice(0, 1), ...smaller, ...fitting.slice(1)])].slice(0, recommendedCount);
  return chosen.map(({ entry, fit }) => ({ ...inLanguage(entry, language), fit }));
}

/** Larger ones answer too slowly from main memory to be somebody's first. */
const mostActiveBytesInMemory = 6e9;

function isQuickEnough({ sizeBytes }: Entry): boolean {
  return sizeBytes <= mostActiveBytesInMemory;
}

/** By the real size of the version, as if it were of the usual kind. */
function fitOf({ sizeBytes }: Entry, free: FreeMemory): Fit {
  return fitByParameters((sizeBytes * 8) / 4.85, free);
}

function inLanguage({ summary, rank: _, ...entry }: Entry, language: Language): CuratedModel {
  return { ...entry, summary: summary[language] };
}
