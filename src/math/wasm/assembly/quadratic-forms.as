// AssemblyScript, compiled by scripts/wasm.mjs. The twin of src/math/quadratic-forms.ts: two points a lane, every point's sum
// in the same order, no fused operations, hence the same bits.

/**
 * @param forms       shape (size × count) of f64; written
 * @param coordinates shape (active × count) of f64
 * @param count       points, an even number
 * @param kernels     shape (rows × axes × 2) of f64
 * @param rowBytes    bytes of a row of kernels
 * @param active      offsets in bytes of the wanted axes within a row, u32
 * @param members     rows wanted, u32
 */
export function quadraticForms(
  forms: usize, coordinates: usize, count: u32, kernels: usize, rowBytes: u32,
  active: usize, activeCount: u32, members: usize, size: u32,
): void {
  const pointBytes: usize = <usize>count << 3;
  const activeEnd = active + (<usize>activeCount << 2);
  for (let i: u32 = 0; i < size; i++) {
    const row = kernels + <usize>load<u32>(members + (<usize>i << 2)) * rowBytes;
    const out = forms + <usize>i * pointBytes;
    let j: usize = 0;
    for (; j + 64 <= pointBytes; j += 64) {
      let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
      let from = coordinates + j;
      for (let k = active; k < activeEnd; k += 4) {
        const at = row + load<u32>(k);
        const mean = v128.load64_splat(at), inverse = v128.load64_splat(at, 8);
        const za = f64x2.mul(f64x2.sub(v128.load(from), mean), inverse);
        const zb = f64x2.mul(f64x2.sub(v128.load(from, 16), mean), inverse);
        const zc = f64x2.mul(f64x2.sub(v128.load(from, 32), mean), inverse);
        const zd = f64x2.mul(f64x2.sub(v128.load(from, 48), mean), inverse);
        a = f64x2.add(a, f64x2.mul(za, za));
        b = f64x2.add(b, f64x2.mul(zb, zb));
        c = f64x2.add(c, f64x2.mul(zc, zc));
        d = f64x2.add(d, f64x2.mul(zd, zd));
        from += pointBytes;
      }
      v128.store(out + j, a);
      v128.store(out + j, b, 16);
      v128.store(out + j, c, 32);
      v128.store(out + j, d, 48);
    }
    for (; j < pointBytes; j += 16) {
      let a = f64x2.splat(0);
      let from = coordinates + j;
      for (let k = active; k < activeEnd; k += 4) {
        const at = row + load<u32>(k);
        const z = f64x2.mul(f64x2.sub(v128.load(from), v128.load64_splat(at)), v128.load64_splat(at, 8));
        a = f64x2.add(a, f64x2.mul(z, z));
        from += pointBytes;
      }
      v128.store(out + j, a);
    }
  }
}
