/** One column of a forest's points. NaN stands in any of them for "inactive". */
export type Column =
  /** Numbers; a split falls anywhere between two of them. */
  | { readonly kind: 'real' }
  /** Whole numbers whose order means something; a split falls half way between two of them. */
  | { readonly kind: 'ordered' }
  /** Choices 0 … count − 1 without order; a split takes some of them to one side. */
  | { readonly kind: 'categorical'; readonly count: number };

/** Points made ready for growing trees: several forests (of losses, of constraints) may share them. */
export interface Sample {
  readonly rows: number;
  readonly columns: readonly Column[];
  /** Shape (rows × columns), row-major, NaN = inactive; as given. */
  readonly points: Float64Array;
  /** Shape (columns × rows): the place of each value among its column's distinct ones, or its choice; −1 = inactive. */
  readonly places: Int32Array;
  /** Distinct values of each column, ascending; empty for categorical ones. */
  readonly distinct: readonly Float64Array[];
  /** Which columns have inactive values. */
  readonly gaps: readonly boolean[];
}

/** Sorts each column once. Cost O(columns · rows log rows). @param points shape (rows × columns); choices must be whole and below `count` */
export function sampleOf(points: Float64Array, rows: number, columns: readonly Column[]): Sample {
  const width = columns.length;
  const places = new Int32Array(width * rows);
  const distinct: Float64Array[] = [];
  const gaps: boolean[] = [];
  const values = new Float64Array(rows);
  for (let c = 0; c < width; c++) {
    const at = c * rows;
    let known = 0;
    for (let row = 0; row < rows; row++) {
      const value = points[row * width + c]!;
      if (!Number.isNaN(value)) values[known++] = value;
    }
    const sorted = columns[c]!.kind === 'categorical' ? values.subarray(0, 0) : distinctOf(values.slice(0, known));
    for (let row = 0; row < rows; row++) {
      const value = points[row * width + c]!;
      if (Number.isNaN(value)) places[at + row] = -1;
      else places[at + row] = columns[c]!.kind === 'categorical' ? value : placeOf(sorted, value);
    }
    distinct.push(sorted);
    gaps.push(known < rows);
  }
  return { rows, columns, points, places, distinct, gaps };
}

function distinctOf(values: Float64Array): Float64Array {
  values.sort();
  let count = 0;
  for (let i = 0; i < values.length; i++) if (i === 0 || values[i] !== values[count - 1]) values[count++] = values[i]!;
  return values.subarray(0, count);
}

/** Index of the first number that is not below `value`. */
export function placeOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
