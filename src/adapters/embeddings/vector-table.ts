import type { Nearness, VectorTable } from '../../app/papers/embeddings/vector-table.ts';
import type { ScaledQuery } from '../../domain/ranking/scaled-vector.ts';
import { growTo, openDotProducts, queryAt, rowsAt, rowsAtOnce, sumsAt } from './dot-products.ts';
import { largest } from './largest.ts';

/** Rows for which the memory grows at once. */
const rowsMore = 4_096;

/**
 * Vectors in the memory of a WebAssembly module, which compares them: as many bytes as they have numbers, 77 MB of
 * 100,000 with 768. That memory only grows; when another model begins, its rows take the place of the old ones.
 */
export function openVectorTable(): VectorTable {
  const { memory, dotProducts } = openDotProducts();
  let [dimensions, stride] = [0, 0];
  let places = new Map<number, number>();
  let size = 0;
  let paperIds = new Int32Array(rowsMore);
  let scales = new Float32Array(rowsMore);

  const addressOf = (place: number) => rowsAt + place * stride;

  function write(place: number, paperId: number, numbers: Uint8Array, scale: number): void {
    if (addressOf(place + 1) > memory.buffer.byteLength) growTo(memory, addressOf(place + rowsMore));
    if (place === paperIds.length) {
      const [ids, factors] = [paperIds, scales];
      paperIds = new Int32Array(2 * place);
      paperIds.set(ids);
      scales = new Float32Array(2 * place);
      scales.set(factors);
    }
    const row = new Uint8Array(memory.buffer, addressOf(place), stride);
    row.set(numbers);
    row.fill(0, dimensions);
    places.set(paperId, place);
    paperIds[place] = paperId;
    scales[place] = scale;
  }

  /** Sums of products with every row, times what makes cosines of them. */
  function cosines({ numbers, scale }: ScaledQuery): Float32Array {
    const found = new Float32Array(size);
    if (numbers.length !== dimensions) return found;
    const query = new Int16Array(memory.buffer, queryAt, stride);
    query.fill(0);
    query.set(numbers);
    for (let first = 0; first < found.length; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, found.length - first);
      dotProducts(addressOf(first), count, stride);
      const sums = new Int32Array(memory.buffer, sumsAt, count);
      for (let at = 0; at < count; at++)
        found[first + at] = (sums[at] ?? 0) * (scales[first + at] ?? 0) * scale;
    }
    return found;
  }

  return {
    get size() {
      return size;
    },
    begin(numbers) {
      dimensions = numbers;
      stride = Math.ceil(numbers / 16) * 16;
      places = new Map();
      size = 0;
    },
    set(rows) {
      for (const [at, paperId] of rows.paperIds.entries()) {
        const numbers = rows.numbers.subarray(at * dimensions, (at + 1) * dimensions);
        if (numbers.length !== dimensions) continue;
        const place = places.get(paperId) ?? size;
        write(place, paperId, numbers, rows.scales[at] ?? 0);
        size = Math.max(size, place + 1);
      }
    },
    keepOnly(kept) {
      // From the end on, so that what comes into an empty place has been looked at.
      for (let place = size - 1; place >= 0; place--) {
        const paperId = paperIds[place] ?? 0;
        if (kept.has(paperId)) continue;
        places.delete(paperId);
        size--;
        const numbers = new Uint8Array(memory.buffer, addressOf(size), dimensions);
        if (place !== size) write(place, paperIds[size] ?? 0, numbers, scales[size] ?? 0);
      }
    },
    vectorOf(paperId) {
      const place = places.get(paperId);
      if (place === undefined) return null;
      const numbers = new Int8Array(memory.buffer, addressOf(place), dimensions);
      return { numbers: Int16Array.from(numbers), scale: scales[place] ?? 0 };
    },
    compare(query): Nearness {
      const found = cosines(query);
      // The table may change before all is asked.
      const [ids, at] = [paperIds.slice(0, size), places];
      return {
        of(paperId) {
          const place = at.get(paperId);
          return place === undefined || ids[place] !== paperId ? undefined : found[place];
        },
        nearest: (count) => largest(found, count).flatMap((place) => ids[place] ?? []),
      };
    },
  };
}
