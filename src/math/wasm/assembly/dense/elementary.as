// The twin of exp in src/math/elementary.ts.

/** For x ≤ 0. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744));
  const k = f64x2.sub(shifted, f64x2.splat(6755399441055744));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(0.6931471803691238))),
    f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)),
  );
  const s = f64x2.mul(r, r);
  let even = f64x2.add(f64x2.splat(2.480153630713628e-5), f64x2.mul(s, f64x2.splat(2.7613852100963253e-7)));
  let odd = f64x2.add(f64x2.splat(2.755728000429909e-6), f64x2.mul(s, f64x2.splat(2.5095589467479502e-8)));
  even = f64x2.add(f64x2.splat(0.0013888888905922382), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.00019841269854370018), f64x2.mul(s, odd));
  even = f64x2.add(f64x2.splat(0.04166666666665131), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.008333333333332152), f64x2.mul(s, odd));
  even = f64x2.add(f64x2.splat(0.5), f64x2.mul(s, even));
  odd = f64x2.add(f64x2.splat(0.16666666666666666), f64x2.mul(s, odd));
  const series = f64x2.add(r, f64x2.mul(s, f64x2.add(even, f64x2.mul(r, odd))));
  // The integer k stands in the lowest bits of `shifted`: moved to where exponents stand, it is 2^k.
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const result = f64x2.mul(f64x2.add(f64x2.splat(1), series), power);
  return v128.and(result, f64x2.ge(x, f64x2.splat(-708)));
}
