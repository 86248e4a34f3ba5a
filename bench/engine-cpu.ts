/** CPU time of processes, and a measure of the machine itself. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The same work every time: how it varies is how much the machine's own speed does. */
export function calibrate(): number {
  const startedAt = performance.now();
  let value = 1;
  for (let index = 0; index < 5e7; index += 1) value = (value * 1664525 + 1013904223) >>> 0;
  return performance.now() - startedAt + (value === 0 ? 1 : 0);
}

/** CPU time of a process, all its threads. */
export function cpuMsOf(pid: number): number {
  if (pid === process.pid) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
  if (process.platform === 'linux') {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // The kernel counts in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  const [hours = 0, minutes = 0, seconds = 0] = execFileSync('ps', ['-o', 'time=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(':')
    .map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
