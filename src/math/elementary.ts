/**
 * exp(x) in additions and multiplications alone, so that every engine and the WebAssembly twin give the same bits.
 *
 * Error below 1 unit in the last place (golden values). 0 below −708 and Infinity above 709, where results would not be normal numbers.
 *
 * x = k·ln 2 + r, |r| ≤ ln 2 / 2, and exp(r) = 1 + r + r²·q(r), q of degree 9 interpolated at Chebyshev nodes (relative error
 * 4e-17; made by test/golden/elementary.py).
 */
export function exp(x: number): number {
  if (!(x >= -708)) return x < -708 ? 0 : x;
  if (x > 709) return Number.POSITIVE_INFINITY;
  const k = x * Math.LOG2E + ROUNDING - ROUNDING;
  const r = x - k * LN2_HEAD - k * LN2_TAIL;
  const s = r * r;
  // Even and odd powers apart: two short chains instead of a long one.
  const even = Q0 + s * (Q2 + s * (Q4 + s * (Q6 + s * Q8)));
  const odd = Q1 + s * (Q3 + s * (Q5 + s * (Q7 + s * Q9)));
  return (1 + (r + s * (even + r * odd))) * POWERS[k + LEAST]!;
}

/**
 * ln(x) in plain arithmetic, the same bits on every engine; error below 1 unit in the last place. −Infinity at 0, NaN below.
 *
 * Source: the scheme of fdlibm's e_log.c (Sun Microsystems 1993): x = 2^k·(1 + f), s = f/(2 + f), a polynomial in s².
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54: a subnormal number has no exponent to read
    k = -54;
  }
  VIEW.setFloat64(0, x);
  const high = VIEW.getUint32(0);
  k += (high >>> 20) - 1023;
  VIEW.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let m = VIEW.getFloat64(0);
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const series = w * (G2 + w * (G4 + w * G6)) + z * (G1 + w * (G3 + w * (G5 + w * G7)));
  const half = 0.5 * f * f;
  return k * LN2_HEAD - (half - (s * (half + series) + k * LN2_TAIL) - f);
}

const ROUNDING = 6755399441055744; // 1.5 · 2^52: adding it leaves an integer
// ln 2 in two parts, the first short enough for exact products with k.
const LN2_HEAD = 0.6931471803691238;
const LN2_TAIL = 1.9082149292705877e-10;

const Q0 = 0.5;
const Q1 = 0.16666666666666666;
const Q2 = 0.04166666666665131;
const Q3 = 0.008333333333332152;
const Q4 = 0.0013888888905922382;
const Q5 = 0.00019841269854370018;
const Q6 = 2.480153630713628e-5;
const Q7 = 2.755728000429909e-6;
const Q8 = 2.7613852100963253e-7;
const Q9 = 2.5095589467479502e-8;

const G1 = 0.6666666666666735;
const G2 = 0.3999999999940942;
const G3 = 0.2857142874366239;
const G4 = 0.22222198432149784;
const G5 = 0.1818357216161805;
const G6 = 0.15313837699209373;
const G7 = 0.14798198605116586;

/** POWERS[i] = 2^(i − LEAST), all normal. */
const LEAST = 1022;
const POWERS = new Float64Array(2046).fill(2.2250738585072014e-308);
for (let i = 1; i < POWERS.length; i++) POWERS[i] = 2 * POWERS[i - 1]!;

const VIEW = new DataView(new ArrayBuffer(8));
