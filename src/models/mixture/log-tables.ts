// Log factors of kernels over finitely many values: kernel i has `tables[start[i] + v]` at value v. Kernels may share a table.

/** Adds the log factors of point j: terms[i · count + j] += ln k_i(value), for the first `size` of `members`. */
export function addLogs(
  terms: Float64Array,
  tables: Float64Array,
  start: Int32Array,
  members: Int32Array,
  size: number,
  value: number,
  j: number,
  count: number,
): void {
  for (let i = 0; i < size; i++) terms[i * count + j]! += tables[start[members[i]!]! + value]!;
}

/** Writes moved[i] = terms[i] + ln k_i(next) − ln k_i(old), for the first `size` of `members`. */
export function moveLogs(
  moved: Float64Array,
  terms: Float64Array,
  tables: Float64Array,
  start: Int32Array,
  members: Int32Array,
  size: number,
  old: number,
  next: number,
): void {
  for (let i = 0; i < size; i++) {
    const at = start[members[i]!]!;
    moved[i] = terms[i]! + tables[at + next]! - tables[at + old]!;
  }
}
