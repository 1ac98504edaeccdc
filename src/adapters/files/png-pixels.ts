import { passesOf, type ReadPng } from './png.ts';

/** A picture without transparency: three octets a pixel, red, green and blue, line after line. */
export type Pixels = { width: number; height: number; rgb: Uint8Array };

/** What lies behind a picture that lets something through. */
const behind = 255;

/** The predictor of Paeth (PNG, third edition, 9.4). */
function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const byLeft = Math.abs(estimate - left);
  const byAbove = Math.abs(estimate - above);
  const byCorner = Math.abs(estimate - corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

/** Takes a line's filter away (9.2), in place. `before`: the line above, without its filter. */
function unfilter(type: number, line: Uint8Array, before: Uint8Array, pixelOctets: number): void {
  if (type === 0) return;
  for (let at = 0; at < line.length; at++) {
    const left = line[at - pixelOctets] ?? 0;
    const above = before[at] ?? 0;
    const corner = before[at - pixelOctets] ?? 0;
    const added =
      type === 1 ? left : type === 2 ? above : type === 3 ? (left + above) >> 1 : paeth(left, above, corner);
    line[at] = (line[at] ?? 0) + added;
  }
}

/** The pixels of a PNG on white. What it needs beside the picture's own size is one line. */
export function pixelsOfPng(png: ReadPng): Pixels {
  const { width, height, depth, bits, colourType, colours, transparency, content } = png;
  const rgb = new Uint8Array(width * height * 3);
  const samples = bits / depth;
  const pixelOctets = Math.max(1, bits >> 3);
  const most = 2 ** depth - 1;
  const hasAlpha = colourType === 4 || colourType === 6;
  const inColour = colourType === 2 || colourType === 6;
  // The colour that stands for nothing (11.3.1.1), a sample of 16 bits each.
  const [keyR, keyG, keyB] = [0, 2, 4].map((at) =>
    transparency !== null && !png.palette && at + 1 < transparency.length
      ? transparency.readUInt16BE(at)
      : -1,
  );
  let start = 0;
  for (const { lines, columns, octets, x, y, across, down } of passesOf(png)) {
    let before = new Uint8Array(octets - 1);
    for (let line = 0; line < lines; line++, start += octets) {
      const now = new Uint8Array(content.subarray(start + 1, start + octets));
      unfilter(content[start] ?? 0, now, before, pixelOctets);
      before = now;
      const sample = (index: number): number => {
        if (depth === 8) return now[index] ?? 0;
        if (depth === 16) return ((now[index * 2] ?? 0) << 8) | (now[index * 2 + 1] ?? 0);
        const bit = index * depth;
        return ((now[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & most;
      };
      for (let column = 0; column < columns; column++) {
        const first = column * samples;
        let [r, g, b, alpha] = [0, 0, 0, 255];
        if (png.palette) {
          const entry = sample(first);
          r = colours?.[entry * 3] ?? 0;
          g = colours?.[entry * 3 + 1] ?? 0;
          b = colours?.[entry * 3 + 2] ?? 0;
          alpha = transparency?.[entry] ?? 255;
        } else {
          r = sample(first);
          g = inColour ? sample(first + 1) : r;
          b = inColour ? sample(first + 2) : r;
          if (hasAlpha) alpha = (sample(first + samples - 1) * 255) / most;
          else if (r === keyR && (!inColour || (g === keyG && b === keyB))) alpha = 0;
          if (most !== 255) [r, g, b] = [(r * 255) / most, (g * 255) / most, (b * 255) / most];
        }
        const to = ((y + line * down) * width + x + column * across) * 3;
        rgb[to] = behind + ((r - behind) * alpha) / 255;
        rgb[to + 1] = behind + ((g - behind) * alpha) / 255;
        rgb[to + 2] = behind + ((b - behind) * alpha) / 255;
      }
    }
  }
  return { width, height, rgb };
}
