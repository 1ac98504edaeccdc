/** The places of the `count` largest values, the largest first; of equals the first one. */
export function largest(values: Float32Array, count: number): number[] {
  // A heap with the least of the largest so far at its root.
  const heap: number[] = [];
  const value = (at: number) => values[heap[at] ?? 0] ?? 0;
  const isLess = (a: number, b: number) =>
    value(a) < value(b) || (value(a) === value(b) && (heap[a] ?? 0) > (heap[b] ?? 0));
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] ?? 0, heap[a] ?? 0];
  };
  const sink = () => {
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && isLess(left, least)) least = left;
      if (right < heap.length && isLess(right, least)) least = right;
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  };
  for (let place = 0; place < values.length && count > 0; place++) {
    if (heap.length < count) {
      heap.push(place);
      for (let at = heap.length - 1; at > 0 && isLess(at, (at - 1) >> 1); at = (at - 1) >> 1)
        swap(at, (at - 1) >> 1);
    } else if ((values[place] ?? 0) > value(0)) {
      heap[0] = place;
      sink();
    }
  }
  return heap.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}
