// A screenshot's pixels, and how many of two differ. Chromium writes 8 bits a channel, without interlacing
// (W3C PNG, second edition, §9: each row begins with the filter it was written by).
import { inflateSync } from 'node:zlib';

export interface Pixels {
  width: number;
  height: number;
  channels: number;
  bytes: Uint8Array;
}

export function pixels(png: Buffer): Pixels {
  let width = 0;
  let height = 0;
  let channels = 0;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      channels = { 2: 3, 6: 4 }[data[9] ?? 0] ?? 0;
      if (data[8] !== 8 || channels === 0 || data[12] !== 0) throw new Error('a PNG of another kind');
    } else if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  return { width, height, channels, bytes: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels) };
}

function unfiltered(raw: Buffer, row: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    for (let x = 0; x < row; x += 1) {
      const left = x < step ? 0 : (out[y * row + x - step] ?? 0);
      const above = y === 0 ? 0 : (out[(y - 1) * row + x] ?? 0);
      const corner = x < step || y === 0 ? 0 : (out[(y - 1) * row + x - step] ?? 0);
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      out[y * row + x] = (raw[y * (row + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const by = left + above - corner;
  const [a, b, c] = [Math.abs(by - left), Math.abs(by - above), Math.abs(by - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** The share of pixels of which a channel differs by more than `most`; all of them where the sizes do. */
export function differing(one: Pixels, other: Pixels, most = 16): number {
  if (one.width !== other.width || one.height !== other.height || one.channels !== other.channels) return 1;
  let count = 0;
  for (let at = 0; at < one.bytes.length; at += one.channels) {
    for (let channel = 0; channel < one.channels; channel += 1) {
      if (Math.abs((one.bytes[at + channel] ?? 0) - (other.bytes[at + channel] ?? 0)) > most) {
        count += 1;
        break;
      }
    }
  }
  return count / (one.width * one.height);
}
