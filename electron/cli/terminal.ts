/** Where a command reads and writes: results go to stdout, everything else to stderr. */
export interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  notes: NodeJS.WriteStream;
}

export const processTerminal: Terminal = { input: process.stdin, output: process.stdout, notes: process.stderr };

/** One line that changes in place; nothing where stderr is no terminal. Whoever writes something else clears it first. */
export function createStatus({ notes }: Pick<Terminal, 'notes'>): { show(text: string): void; clear(): void } {
  let isShown = false;
  return {
    show(text) {
      if (!notes.isTTY) return;
      // A line that wraps could not be taken back. Written over and then cut, it does not flicker.
      notes.write(`\r${text.slice(0, Math.max(1, notes.columns - 1))}\u001b[K`);
      isShown = true;
    },
    clear() {
      if (isShown) notes.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** Columns as wide as their widest cell. The first row is the heading. */
export function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
