import { basename, join } from 'node:path';
import { type GgufInput, writeGguf } from './gguf-writer.ts';
import { buildScriptedModel, type ScriptedModelOptions } from './scripted-model.ts';

/** The name of a part of a split model, as llama.cpp wants it. */
function partName(prefix: string, index: number, count: number): string {
  return `${prefix}-${String(index + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;
}

/** Writes a scripted model as several files, as llama.cpp's gguf-split does, and returns their paths in order. */
export function writeSplitModel(folder: string, options: ScriptedModelOptions & { parts: number; fileName?: string }): string[] {
  const { gguf } = buildScriptedModel(options);
  const perPart = Math.ceil(gguf.tensors.length / options.parts);
  const prefix = options.fileName ?? basename(folder);
  return Array.from({ length: options.parts }, (_, index) => {
    const path = join(folder, partName(prefix, index, options.parts));
    const split: GgufInput['metadata'] = {
      'split.no': { type: 'u16', value: index },
      'split.count': { type: 'u16', value: options.parts },
      'split.tensors.count': { type: 'i32', value: gguf.tensors.length },
    };
    writeGguf(path, {
      metadata: index === 0 ? { ...gguf.metadata, ...split } : split,
      tensors: gguf.tensors.slice(index * perPart, (index + 1) * perPart),
    });
    return path;
  });
}
