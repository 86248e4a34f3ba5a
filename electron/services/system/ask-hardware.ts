/** Hardware facts from a short-lived runner: the graphics driver is loaded there and cannot take the host with it. */
import { arch, cpus, totalmem } from 'node:os';
import { z } from 'zod';
import { type Hardware, hardwareSchema, memorySchema } from '../../../shared/system.ts';
import type { Platform } from '../../platform.ts';
import type { MessageToRunner } from '../../runner/protocol.ts';

const answerSchema = z.object({ type: z.literal('hardware'), hardware: hardwareSchema, memory: memorySchema.optional() });
const limitMs = 20_000;

type HardwareAnswer = { hardware: Hardware; memory?: z.infer<typeof memorySchema> | undefined };

/** Rejects when the runner fails, ends, or takes over 20 seconds. The runner has ended when this returns. */
export function askHardware(platform: Platform, runnerFile: string): Promise<HardwareAnswer> {
  return new Promise((resolve, reject) => {
    const child = platform.spawn(runnerFile, { name: 'Alcove hardware' });
    const timer = setTimeout(() => reject(new Error('The runner did not answer in time')), limitMs);
    const end = () => {
      clearTimeout(timer);
      child.kill();
    };
    child.onMessage((message) => {
      const answer = answerSchema.safeParse(message);
      if (answer.success) resolve(answer.data);
      else reject(new Error(`The runner answered ${JSON.stringify(message)}`));
    });
    child.onExit(({ code, signal }) => reject(new Error(`The runner ended: ${signal ?? code}`)));
    child.send({ type: 'hardware' } satisfies MessageToRunner);
    resolve = after(resolve, end);
    reject = after(reject, end);
  });
}

function after<Arguments extends unknown[]>(settle: (...values: Arguments) => void, end: () => void): (...values: Arguments) => void {
  return (...values) => {
    end();
    settle(...values);
  };
}

/** What the system itself knows, without the graphics card. Physical cores are a guess: half of those that Intel and AMD show. */
export function hardwareOfSystem(): Hardware {
  const all = cpus();
  const hasTwins = arch() === 'x64' && all.length > 2;
  return {
    cpu: {
      name: all[0]?.model.trim() ?? 'CPU',
      physicalCores: Math.max(1, hasTwins ? Math.floor(all.length / 2) : all.length),
      logicalCores: Math.max(1, all.length),
    },
    memoryBytes: totalmem(),
    gpus: [],
  };
}
