/** What this computer can run, as the engine sees it. Answered without a model. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import type { Llama } from 'node-llama-cpp';
import type { Hardware } from '../../shared/system.ts';
import { measureMemoryBandwidth } from './hardware-bandwidth.ts';
import { LlamaLog } from './llama-log.ts';
import { openLlama } from './node-llama-core.ts';
import type { RunnerMemory } from './protocol.ts';

const run = promisify(execFile);

export class HardwareProbe {
  #llama: Promise<Llama> | undefined;

  async readHardware(): Promise<Hardware> {
    // Before the engine's threads are there.
    const memoryBandwidth = await measureMemoryBandwidth();
    const llama = await this.#open();
    const [names, vram, physicalCores] = await Promise.all([llama.getGpuDeviceNames(), llama.getVramState(), countPhysicalCores()]);
    const logicalCores = os.availableParallelism();
    return {
      cpu: {
        name: os.cpus()[0]?.model.trim() ?? os.arch(),
        physicalCores: Math.max(1, Math.min(physicalCores ?? llama.cpuMathCores, logicalCores)),
        logicalCores,
      },
      memoryBytes: os.totalmem(),
      ...(memoryBandwidth !== undefined && { memoryBandwidth }),
      // The engine tells the sum over all cards only.
      gpus: names.map((name) => ({ name, memoryBytes: Math.round(vram.total / names.length) })),
      ...(llama.gpu !== false && { gpuApi: llama.gpu }),
    };
  }

  async readMemory(): Promise<RunnerMemory> {
    const llama = await this.#open();
    const vram = await llama.getVramState();
    return {
      freeBytes: os.freemem(),
      totalBytes: os.totalmem(),
      ...(vram.total > 0 && { gpu: { freeBytes: vram.free, totalBytes: vram.total } }),
    };
  }

  #open(): Promise<Llama> {
    this.#llama ??= openLlama({ gpu: true, threads: 1, log: new LlamaLog() });
    return this.#llama;
  }
}

/** Cores that are not two names of one; undefined where the system does not say. */
async function countPhysicalCores(): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') return countCoresOfLinux(await readFile('/proc/cpuinfo', 'utf8'));
    if (process.platform === 'darwin') return Number((await run('sysctl', ['-n', 'hw.physicalcpu'])).stdout) || undefined;
    const query = '(Get-CimInstance Win32_Processor | Measure-Object -Property NumberOfCores -Sum).Sum';
    return Number((await run('powershell.exe', ['-NoProfile', '-Command', query])).stdout) || undefined;
  } catch {
    return undefined;
  }
}

/** Different pairs of socket and core in /proc/cpuinfo; undefined where it names none (ARM). */
export function countCoresOfLinux(cpuinfo: string): number | undefined {
  const cores = new Set<string>();
  for (const processor of cpuinfo.split('\n\n')) {
    const core = /^core id\s*: (\d+)/m.exec(processor)?.[1];
    if (core !== undefined) cores.add(`${/^physical id\s*: (\d+)/m.exec(processor)?.[1] ?? '0'}:${core}`);
  }
  return cores.size > 0 ? cores.size : undefined;
}
