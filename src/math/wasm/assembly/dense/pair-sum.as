// What the gradient by one column is a sum of, the twin of pairSums in src/math/matern.ts and of pairFalls in main-effects.ts.

/**
 * Σ over all pairs of factors[pair] · δ², δ the difference in one column x (codes: 1 where it differs); four sums by j mod 4.
 *
 * @param reach where it is not 0: of factors[pair] · `fall` of δ · reach
 */
export function pairSum(factors: usize, x: usize, n: usize, code: bool, reach: f64): f64 {
  let s = f64x2.splat(0), t = f64x2.splat(0);
  let f = factors;
  for (let i: usize = 1; i < n; i++) {
    const z = v128.load64_splat(x + (i << 3));
    let y = x;
    for (let left = i; left >= 4; left -= 4, f += 32, y += 32) {
      s = f64x2.add(s, term(v128.load(f), z, v128.load(y), code, reach));
      t = f64x2.add(t, term(v128.load(f, 16), z, v128.load(y, 16), code, reach));
    }
    if (i & 2) {
      s = f64x2.add(s, term(v128.load(f), z, v128.load(y), code, reach));
      f += 16;
      y += 16;
    }
    if (i & 1) {
      const last = term(v128.load64_zero(f), z, v128.load64_zero(y), code, reach);
      if (i & 2) t = f64x2.add(t, last);
      else s = f64x2.add(s, last);
      f += 8;
    }
  }
  s = f64x2.add(s, t);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

// @ts-ignore: decorator
@inline
function term(f: v128, z: v128, y: v128, code: bool, reach: f64): v128 {
  const p = f64x2.sub(z, y);
  if (reach != 0) return f64x2.mul(f, fall(f64x2.mul(f64x2.abs(p), f64x2.splat(reach))));
  if (code) return v128.and(f, f64x2.ne(z, y));
  return f64x2.mul(f, f64x2.mul(p, p));
}

/** `fall` of main-effects.ts. */
// @ts-ignore: decorator
@inline
function fall(r: v128): v128 {
  const u = f64x2.pmax(f64x2.splat(0), f64x2.sub(f64x2.splat(1), r)); // one instruction, where max is eight
  return f64x2.mul(f64x2.mul(f64x2.splat(20), f64x2.mul(r, r)), f64x2.mul(f64x2.mul(u, u), u));
}
