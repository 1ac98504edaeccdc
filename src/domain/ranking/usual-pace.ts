/** Ages, in days since a paper became news, at which papers are compared; in between, the usual is interpolated. */
export const ages = [0.5, 1, 2, 3, 5, 7, 14, 30] as const;

/** What a paper had gained in each window by each age, in points: the ages of the first window, then the next. */
export type Gains = Float64Array;

/** In `Gains`: the paper was not old enough, or nobody looked in time; and: no source spoke of it. */
export const notKnown = Number.NaN;
export const noVotes = -1;

/**
 * How many papers of all fields stand in for each field: C in (C·m + Σ) / (C + n). With ten papers of its own a field
 * counts half, with ninety nine tenths.
 */
const prior = 10;

export type Usual = {
  /** What a paper that a source speaks of gains in the window up to this age, in points. */
  voted: number;
  /** What any paper of the field does: the same, times the share of papers that a source speaks of. */
  any: number;
  /** How many papers of the field `voted` rests on. */
  papers: number;
};

/** The usual pace of fields; `own` are the gains of the paper to be measured, which is not measured by itself. */
export type UsualPace = (of: {
  /** Null: of all fields. */
  field: string | null;
  window: number;
  /** In days. */
  age: number;
  own: Gains;
}) => Usual;

/** Papers of one field at one age: how many, and what those that a source speaks of had gained, ascending. */
type Cell = { papers: number; gains: number[] };
type Measure = { papers: number; voted: number; median: number };

const whole = '';

/**
 * The usual pace of each field over `windows` windows. By medians, which neither a few stars nor a few bought ones
 * move, drawn towards the median of all fields where a field has few papers (a Bayesian average), and that towards 0
 * where all have few.
 */
export function usualPace(
  papers: Iterable<{ field: string | null; gains: Gains }>,
  windows: number,
): UsualPace {
  const fields = new Map<string, Cell[]>();
  for (const { field, gains } of papers) {
    for (const name of field === null ? [whole] : [whole, field]) {
      const cells =
        fields.get(name) ?? Array.from({ length: windows * ages.length }, () => ({ papers: 0, gains: [] }));
      fields.set(name, cells);
      for (const [place, cell] of cells.entries()) {
        const gain = gains[place] ?? notKnown;
        if (Number.isNaN(gain)) continue;
        cell.papers++;
        if (gain !== noVotes) cell.gains.push(gain);
      }
    }
  }
  for (const cells of fields.values()) for (const { gains } of cells) gains.sort((a, b) => a - b);

  function measure(field: string, place: number, own: Gains): Measure {
    const cell = fields.get(field)?.[place];
    if (cell === undefined) return { papers: 0, voted: 0, median: 0 };
    const gain = own[place] ?? notKnown;
    const counted = Number.isNaN(gain) ? 0 : 1;
    const without = counted === 1 && gain !== noVotes ? lowerBound(cell.gains, gain) : cell.gains.length;
    const voted = without < cell.gains.length ? cell.gains.length - 1 : without;
    return { papers: cell.papers - counted, voted, median: median(cell.gains, voted, without) };
  }

  function atAge(field: string | null, place: number, own: Gains): Usual {
    const all = measure(whole, place, own);
    const its = field === null ? all : measure(field, place, own);
    const usual = (all.voted * all.median) / (prior + all.voted);
    const share = all.papers === 0 ? 0 : all.voted / all.papers;
    const voted = (prior * usual + its.voted * its.median) / (prior + its.voted);
    return { voted, any: (voted * (prior * share + its.voted)) / (prior + its.papers), papers: its.voted };
  }

  return ({ field, window, age, own }) => {
    const first = window * ages.length;
    let step = ages.findIndex((one) => one >= age);
    if (step === -1) step = ages.length - 1;
    // What nobody has seen yet is not guessed at: beyond the last age that is known, that one holds.
    while (step > 0 && measure(whole, first + step, own).papers === 0) step--;
    const upper = atAge(field, first + step, own);
    const lower = step === 0 ? { voted: 0, any: 0 } : atAge(field, first + step - 1, own);
    const from = step === 0 ? 0 : (ages[step - 1] ?? 0);
    const part = Math.max(0, Math.min(1, (age - from) / ((ages[step] ?? 1) - from)));
    return {
      voted: lower.voted + (upper.voted - lower.voted) * part,
      any: lower.any + (upper.any - lower.any) * part,
      papers: upper.papers,
    };
  };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The median of the `length` elements of a sorted list that are not at `without`; 0 of none. */
function median(sorted: readonly number[], length: number, without: number): number {
  if (length === 0) return 0;
  const at = (place: number) => sorted[place >= without ? place + 1 : place] ?? 0;
  const middle = length >> 1;
  return length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}
