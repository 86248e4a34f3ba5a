import { crc32, deflateSync } from 'node:zlib';

/** A picture of stripes, as PNG. */
export function drawPng(width: number, height: number): Uint8Array {
  const row = Buffer.alloc(1 + width * 3);
  const rows = Array.from({ length: height }, () => {
    for (let x = 0; x < width; x++) row.set(x % 20 < 10 ? [30, 130, 120] : [225, 220, 205], 1 + x * 3);
    return Buffer.from(row);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
