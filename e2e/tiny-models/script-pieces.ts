/** Texts that a prompt ends with: a piece equal to one of them would be taken for the beginning of the answer. */
const promptEnds = ['assistant\n', 'ssistant\n', 'sistant\n', 'istant\n', 'stant\n', 'tant\n', 'ant\n', 'nt\n', 't\n', '\n', '\n\n'];

/**
 * Cuts a script into pieces that differ from each other and from `taken` (which grows), so that each piece can be the one token
 * that says what comes next. About a word each; repeated words get longer pieces. With `splitCharacters` the pieces end in the
 * middle of every character that has several bytes in UTF-8.
 */
export function cutIntoPieces(script: string, taken: Set<string>, splitCharacters = false): Uint8Array[] {
  const bytes = Buffer.from(script);
  const pieces: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = findCut(bytes, start + 1, splitCharacters);
    while (end < bytes.length && !isFree(bytes.subarray(start, end), taken)) end = splitCharacters ? end + 1 : nextCharacter(bytes, end);
    // What is left at the end may be said before: then it belongs to the pieces before it.
    while (!isFree(bytes.subarray(start, end), taken)) {
      const last = pieces.pop();
      if (last === undefined) throw new Error(`The script cannot be cut into pieces of its own: ${JSON.stringify(script)}`);
      start -= last.length;
    }
    const piece = bytes.subarray(start, end);
    taken.add(keyOf(piece));
    pieces.push(piece);
    start = end;
  }
  return pieces;
}

/** How a piece is written into the set of taken ones. */
export function keyOf(piece: Uint8Array): string {
  return Buffer.from(piece).toString('latin1');
}

function isFree(piece: Buffer, taken: Set<string>): boolean {
  return !taken.has(keyOf(piece)) && !promptEnds.includes(piece.toString());
}

/** The next place after `from` where a word begins, or inside a character when those are to be split. */
function findCut(bytes: Buffer, from: number, splitCharacters: boolean): number {
  let end = from;
  while (end < bytes.length) {
    const byte = bytes[end] ?? 0;
    if (splitCharacters && isContinuation(byte)) return end;
    if (!isContinuation(byte) && (isBreak(byte) || byte >= 0x80) && !isBreak(bytes[end - 1] ?? 0)) return end;
    end++;
  }
  return end;
}

function nextCharacter(bytes: Buffer, from: number): number {
  let end = from + 1;
  while (end < bytes.length && isContinuation(bytes[end] ?? 0)) end++;
  return end;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function isBreak(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x09;
}
