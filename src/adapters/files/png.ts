import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { type DomainError, invalid } from '../../domain/errors.ts';

/** Octets of a file that is looked at, and pixels on a side; pixels in all, where that says more. */
export type Limits = { octets: number; mostPixels: number; fewestPixels: number; pixelsInAll?: number };

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Samples of a pixel by colour type, and the depths that each may have (PNG, third edition, 11.2.1). */
const colourTypes: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Where each pass of an interlaced picture begins, and how far apart its pixels are (8.1): x, y, across, down. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

type Header = { width: number; height: number; bits: number; palette: boolean; interlaced: boolean };

function refused(message: string): DomainError {
  return invalid([{ field: 'logo', message }]);
}

const broken = () => refused('is damaged: save the picture as PNG again');

/** The chunks of a file in their order, each with its sum checked. */
function* chunksOf(file: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = signature.length; at < file.length; ) {
    if (at + 12 > file.length) throw broken();
    const end = at + 8 + file.readUInt32BE(at);
    if (end + 4 > file.length) throw broken();
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) throw broken();
    const type = file.toString('latin1', at + 4, at + 8);
    yield { type, data: file.subarray(at + 8, end) };
    if (type === 'IEND') return;
    at = end + 4;
  }
  throw broken();
}

function headerOf(data: Buffer, limits: Limits): Header {
  const { mostPixels, fewestPixels } = limits;
  if (data.length !== 13) throw broken();
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = data.subarray(8);
  const known = colourTypes[colourType];
  if (known?.depths.includes(depth) !== true || compression !== 0 || filter !== 0 || interlace > 1)
    throw broken();
  const width = data.readUInt32BE(0);
  const height = data.readUInt32BE(4);
  const sizes = [width, height];
  if (sizes.some((size) => size > mostPixels || size < fewestPixels))
    throw refused(
      `must have ${fewestPixels} to ${mostPixels} pixels on each side; this one has ${width} × ${height}`,
    );
  if (width * height > (limits.pixelsInAll ?? Number.POSITIVE_INFINITY))
    throw refused(`has too many pixels: ${width} × ${height}`);
  const bits = depth * known.samples;
  return { width, height, bits, palette: colourType === 3, interlaced: interlace === 1 };
}

/** A pass: `lines` of so many `octets`, a filter's type before each, and where its pixels are in the picture. */
type Pass = {
  lines: number;
  columns: number;
  octets: number;
  x: number;
  y: number;
  across: number;
  down: number;
};

/** The passes of a picture (7.2, 8.1); one that is not interlaced has one. */
export function passesOf({ width, height, bits, interlaced }: Omit<Header, 'palette'>): Pass[] {
  const passes = interlaced ? adam7 : [[0, 0, 1, 1] as const];
  return passes.flatMap(([x, y, across, down]) => {
    const columns = Math.ceil((width - x) / across);
    const lines = Math.ceil((height - y) / down);
    if (columns <= 0 || lines <= 0) return [];
    return [{ lines, columns, octets: 1 + Math.ceil((columns * bits) / 8), x, y, across, down }];
  });
}

/** The picture's lines, still filtered; no more is unpacked than the header says that there are. */
function unpacked(packed: Buffer, header: Header): Buffer {
  const passes = passesOf(header);
  const size = passes.reduce((sum, { lines, octets }) => sum + lines * octets, 0);
  let content: Buffer;
  try {
    content = inflateSync(packed, { maxOutputLength: size });
  } catch {
    throw broken();
  }
  if (content.length !== size) throw broken();
  let at = 0;
  for (const { lines, octets } of passes) {
    for (let line = 0; line < lines; line++, at += octets) if ((content[at] ?? 5) > 4) throw broken();
  }
  return content;
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}

/** A PNG that was checked: its lines are still filtered (7.2, 9), pass after pass. */
export type ReadPng = Header & {
  /** Bits of a sample. */
  depth: number;
  colourType: number;
  /** It has more frames than the one that is shown here. */
  animated: boolean;
  /** The chunks `PLTE` and `tRNS`; null where there is none. */
  colours: Buffer | null;
  transparency: Buffer | null;
  content: Buffer;
};

/**
 * Reads a picture in PNG (https://www.w3.org/TR/png-3/), bounded in memory by the size that its header states, which is
 * within `limits`. Throws `invalid` about `logo` when it cannot be taken.
 */
export function readPng(file: Buffer, limits: Limits): ReadPng {
  if (file.length > limits.octets) throw refused(`has more than ${limits.octets / 1024} kB`);
  if (!file.subarray(0, signature.length).equals(signature)) throw refused('must be a PNG or JPEG picture');
  let header: Header | null = null;
  let [depth, colourType] = [0, 0];
  let animated = false;
  let colours: Buffer | null = null;
  let transparency: Buffer | null = null;
  const packed: Buffer[] = [];
  for (const { type, data } of chunksOf(file)) {
    if (header === null) {
      if (type !== 'IHDR') throw broken();
      header = headerOf(data, limits);
      [depth = 0, colourType = 0] = data.subarray(8);
    } else if (type === 'PLTE') {
      if (data.length > 768 || colours !== null) throw broken();
      colours = data;
    } else if (type === 'tRNS') {
      if (data.length > 256 || transparency !== null) throw broken();
      transparency = data;
    } else if (type === 'IDAT') packed.push(data);
    else if (type === 'acTL') animated = true;
  }
  if (header === null || (header.palette && colours === null)) throw broken();
  const content = unpacked(Buffer.concat(packed), header);
  return { ...header, depth, colourType, animated, colours, transparency, content };
}

/**
 * A picture written again from its pixels, palette and transparency alone: places, dates, texts and whatever else stood
 * in the file are gone, and so is anything behind its end. Frames of an animation after the first are left out.
 */
export function rewritten(given: Uint8Array, limits: Limits): { png: Buffer; width: number; height: number } {
  const read = readPng(Buffer.from(given.buffer, given.byteOffset, given.byteLength), limits);
  const { width, height, depth, colourType, interlaced, colours, transparency, content } = read;
  const png = Buffer.concat([
    signature,
    chunk('IHDR', headerChunk({ width, height }, [depth, colourType, 0, 0, interlaced ? 1 : 0])),
    ...(colours === null ? [] : [chunk('PLTE', colours)]),
    ...(transparency === null ? [] : [chunk('tRNS', transparency)]),
    chunk('IDAT', deflateSync(content, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { png, width, height };
}

/** What a header says (11.2.1): the size, then depth, colour type, compression, filter and interlacing. */
function headerChunk(size: { width: number; height: number }, rest: readonly number[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set(rest, 8);
  return header;
}

/** Pixels of three octets each, red, green and blue, as a PNG. */
export function pngOf({ width, height, rgb }: { width: number; height: number; rgb: Uint8Array }): Buffer {
  const octets = width * 3;
  const lines = Buffer.alloc((octets + 1) * height);
  for (let line = 0; line < height; line++)
    lines.set(rgb.subarray(line * octets, (line + 1) * octets), line * (octets + 1) + 1);
  return Buffer.concat([
    signature,
    chunk('IHDR', headerChunk({ width, height }, [8, 2, 0, 0, 0])),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
