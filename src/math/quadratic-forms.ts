/**
 * Squared distances of points to kernels in units of the bandwidths: forms[i · count + j] = Σ_k ((x_jk − μ_ik) / σ_ik)².
 *
 * @param forms       shape (size × count); written
 * @param coordinates shape (active × count): the points, one axis after the other
 * @param kernels     shape (rows × axes × 2): mean and 1 / bandwidth
 * @param active      the axes that the points have, ascending; sums run in this order
 * @param members     rows of the kernels wanted
 * Cost O(size · count · active).
 */
export function quadraticForms(
  forms: Float64Array,
  coordinates: Float64Array,
  count: number,
  kernels: Float64Array,
  axes: number,
  active: readonly number[],
  members: Int32Array,
  size: number,
): void {
  forms.fill(0, 0, size * count);
  for (let i = 0; i < size; i++) {
    const row = 2 * axes * members[i]!;
    const out = i * count;
    for (let k = 0; k < active.length; k++) {
      const at = row + 2 * active[k]!;
      const mean = kernels[at]!;
      const inverse = kernels[at + 1]!;
      const from = k * count;
      for (let j = 0; j < count; j++) {
        const z = (coordinates[from + j]! - mean) * inverse;
        forms[out + j]! += z * z;
      }
    }
  }
}
