// Main effects, the twins of those in src/math/plain-main-effects.ts.

/** Σ_c `bump` of all pairs of rows i > j of one set, columns without reach left out; packed and padded as for `pairDistances`. */
export function pairEffects(x: usize, stride: usize, n: usize, columns: usize, reach: usize, out: usize): void {
  const size = columns << 3, xStride = stride << 3;
  for (let i: usize = 1; i < n; i++) {
    for (let j: usize = 0; j < i << 3; j += 32) {
      let s = f64x2.splat(0), t = f64x2.splat(0);
      let y = x + j, own = x + (i << 3);
      for (let c: usize = 0; c < size; c += 8) {
        const w = v128.load64_splat(reach + c), z = v128.load64_splat(own);
        if (load<f64>(reach + c) != 0) {
          s = f64x2.add(s, bump(apart(z, v128.load(y), w)));
          t = f64x2.add(t, bump(apart(z, v128.load(y, 16), w)));
        }
        y += xStride;
        own += xStride;
      }
      v128.store(out + j, s);
      v128.store(out + j, t, 16);
    }
    out += i << 3;
  }
}

/** `bump` of plain-main-effects.ts. */
// @ts-ignore: decorator
@inline
function bump(r: v128): v128 {
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), r)); // one instruction, where max is eight
  const v = f64x2.mul(u, u);
  return f64x2.mul(f64x2.mul(v, v), f64x2.add(f64x2.mul(f64x2.splat(4), r), f64x2.splat(1)));
}

/** `fall` of plain-main-effects.ts. */
// @ts-ignore: decorator
@inline
export function fall(r: v128): v128 {
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), r)); // one instruction, where max is eight
  return f64x2.mul(f64x2.mul(f64x2.splat(20), f64x2.mul(r, r)), f64x2.mul(f64x2.mul(u, u), u));
}

/** The difference in one column times its reach. */
// @ts-ignore: decorator
@inline
export function apart(z: v128, y: v128, reach: v128): v128 {
  return f64x2.mul(f64x2.abs(f64x2.sub(z, y)), reach);
}
