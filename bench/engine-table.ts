/** The figures of an engine benchmark as a table. */
export interface Row {
  name: string;
  unit: string;
  app: number;
  bare: number;
  wallRatio: Quartiles;
  cpuRatio: Quartiles;
  cpuMs: number[];
}

type Quartiles = [low: number, middle: number, high: number];

export function printTable(rows: readonly Row[]): void {
  const head = ['', 'app', 'library', 'app / library', 'CPU ms: app', 'library', 'CPU app / library'];
  const body = rows.map((row) => [
    `${row.name} (${row.unit})`,
    row.app.toFixed(1),
    row.bare.toFixed(1),
    show(row.wallRatio),
    ...row.cpuMs.map((ms) => ms.toFixed(2)),
    show(row.cpuRatio),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => line[column]?.length ?? 0)));
  for (const line of [head, ...body]) {
    console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '));
  }
  console.log(
    '\nRatios: the median of the rounds, and the quartiles around it. tokens/s: more is better. CPU time of all processes,\nper token where the figure is tokens/s, else per request: less is better.',
  );
}

export function quartiles(numbers: readonly number[]): Quartiles {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return [at(0.25), median(numbers), at(0.75)];
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function show([low, middle, high]: Quartiles): string {
  return `${middle.toFixed(3)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
