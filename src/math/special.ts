/** ln √(2π). */
export const LOG_SQRT_2PI = 0.9189385332046727;

const SQRT1_2 = Math.SQRT1_2;
const INV_SQRT_PI = 0.5641895835477563;

/** The error function; absolute error below 2e-16. Source: Cody 1969, "Rational Chebyshev approximations for the error function". */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return erfSmall(x);
  const tail = Math.exp(-y * y) * scaledTail(y);
  return x < 0 ? tail - 1 : 1 - tail;
}

/** 1 − erf(x) without cancellation; relative error below 2e-15 where it does not underflow. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - erfSmall(x);
  const tail = expOfMinusSquare(y) * scaledTail(y);
  return x < 0 ? 2 - tail : tail;
}

/** exp(x²)·erfc(x), finite where erfc underflows; relative error below 2e-15. Overflows to Infinity below −26.6. */
export function erfcx(x: number): number {
  if (x >= 0.46875) return scaledTail(x);
  if (x >= -0.46875) return Math.exp(x * x) * (1 - erfSmall(x));
  return 2 / expOfMinusSquare(x) - scaledTail(-x);
}

/** Distribution function of the standard normal; relative error below 1e-16 · max(10, z²). */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * SQRT1_2);
}

/** Logarithm of the standard normal distribution function, finite for every finite z. */
export function logNormalCdf(z: number): number {
  if (z < -1) return Math.log(0.5 * scaledTailOf(-z * SQRT1_2)) - 0.5 * z * z;
  return Math.log1p(-0.5 * erfc(z * SQRT1_2));
}

/**
 * The z with normalCdf(z) = p; −Infinity at 0, Infinity at 1. Relative error below 1e-15.
 *
 * Source: Wichura 1988, algorithm AS 241 (PPND16).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(CENTRE_TOP, r)) / horner(CENTRE_BOTTOM, r);
  }
  if (p <= 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z =
    r <= 5
      ? horner(MIDDLE_TOP, r - 1.6) / horner(MIDDLE_BOTTOM, r - 1.6)
      : horner(FAR_TOP, r - 5) / horner(FAR_BOTTOM, r - 5);
  return q < 0 ? -z : z;
}

/** Density of the standard normal. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z - LOG_SQRT_2PI);
}

/** ln(1 − exp(x)) for x ≤ 0, without cancellation near 0; −Infinity at 0. Relative error below 1e-15. */
export function log1mexp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * ln h(z) with h = φ(z) + z·Φ(z): expected improvement, on the scale of logarithms, of a normal whose mean is z standard
 * deviations better than what is to be improved; finite for every finite z. Error below 1e-14 · max(1, |ln h|).
 *
 * Source: Ament et al. 2023, "Unexpected improvements to expected improvement", eq. 9.
 */
export function logExpectedImprovement(z: number): number {
  if (z > -1) return Math.log(normalPdf(z) + z * normalCdf(z));
  return -0.5 * z * z - LOG_SQRT_2PI + logShortfall(z);
}

/** d ln h / dz = Φ(z) / h(z) of `logExpectedImprovement`: positive, falling, about −z far below 0. Relative error below 1e-12. */
export function logExpectedImprovementSlope(z: number): number {
  if (z > -1) return normalCdf(z) / (normalPdf(z) + z * normalCdf(z));
  return (MILLS * scaledTailOf(-z * SQRT1_2)) / Math.exp(logShortfall(z));
}

/** ln(1 + z·Φ(z)/φ(z)) for z ≤ −1; far below, where the difference cancels, by its series 1/z² − 3/z⁴ + 15/z⁶ − … */
function logShortfall(z: number): number {
  if (z > -30) return log1mexp(Math.log(MILLS * -z * scaledTailOf(-z * SQRT1_2)));
  const t = 1 / (z * z);
  return Math.log1p(t * horner(SHORTFALL, t)) - 2 * Math.log(-z);
}

// √(π/2): Φ(z)/φ(z) = √(π/2) · erfcx(−z/√2)
const MILLS = 1.2533141373155003;
// (−1)^k · 1 · 3 · 5 ⋯ (2k + 1) from k = 1 on
const SHORTFALL = [-3, 15, -105, 945, -10395, 135135, -2027025, 34459425];

/** ln(exp(a) + exp(b)) without overflow. */
export function logAddExp(a: number, b: number): number {
  if (a === b) return a + Math.LN2; // also two infinities of one sign
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}

// Terms this far below the largest one add less than 1e-11 of it each.
const NEGLIGIBLE = 25;

/** ln Σ exp(terms[i]) over i < count, in order; terms more than 25 below the largest are left out. −Infinity for none. */
export function logSumExp(terms: Float64Array, count: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) if (terms[i]! > top) top = terms[i]!;
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let i = 0; i < count; i++) if (terms[i]! - top > -NEGLIGIBLE) sum += Math.exp(terms[i]! - top);
  return top + Math.log(sum);
}

/**
 * Column-wise `logSumExp`: out[j] = ln Σ_i exp(terms[i · columns + j]) over i < rows; the same sums in the same order.
 *
 * @param terms shape (rows × columns)
 */
export function logSumExpColumns(out: Float64Array, terms: Float64Array, rows: number, columns: number): void {
  const sums = new Float64Array(columns);
  out.fill(Number.NEGATIVE_INFINITY, 0, columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const term = terms[i * columns + j]!;
      if (term > out[j]!) out[j] = term;
    }
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const below = terms[i * columns + j]! - out[j]!;
      if (below > -NEGLIGIBLE) sums[j]! += Math.exp(below);
    }
  for (let j = 0; j < columns; j++) if (out[j] !== Number.NEGATIVE_INFINITY) out[j]! += Math.log(sums[j]!);
}

const erfSmall = (x: number): number => ratio(x, x * x, ERF_TOP, ERF_BOTTOM);

const scaledTailOf = (y: number): number => (y <= 0.46875 ? erfcx(y) : scaledTail(y));

/** exp(y²)·erfc(y) for y > 0.46875. */
function scaledTail(y: number): number {
  if (y <= 4) return ratio(1, y, TAIL_TOP, TAIL_BOTTOM);
  const s = 1 / (y * y);
  return (INV_SQRT_PI - ratio(s, s, ASYMPTOTIC_TOP, ASYMPTOTIC_BOTTOM)) / y;
}

/** `factor` times one polynomial of x over another, as Cody lists them: the leading coefficient of the upper one last, that of the lower one left out, as 1. */
function ratio(factor: number, x: number, above: readonly number[], below: readonly number[]): number {
  const last = below.length - 1;
  let top = above[last + 1]! * x;
  let bottom = x;
  for (let i = 0; i < last; i++) {
    top = (top + above[i]!) * x;
    bottom = (bottom + below[i]!) * x;
  }
  return (factor * (top + above[last]!)) / (bottom + below[last]!);
}

/** exp(−y²) to full relative precision: the square is split so that its rounding does not grow with y. */
function expOfMinusSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = coefficients[coefficients.length - 1]!;
  for (let i = coefficients.length - 2; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

// Cody's coefficients, in the order of his Fortran.
const ERF_TOP = [
  3.1611237438705656, 113.864154151050156, 377.485237685302021, 3209.37758913846947, 0.185777706184603153,
];
const ERF_BOTTOM = [23.6012909523441209, 244.024637934444173, 1282.61652607737228, 2844.23683343917062];
const TAIL_TOP = [
  0.564188496988670089, 8.88314979438837594, 66.1191906371416295, 298.635138197400131, 881.95222124176909,
  1712.04761263407058, 2051.07837782607147, 1230.33935479799725, 2.15311535474403846e-8,
];
const TAIL_BOTTOM = [
  15.7449261107098347, 117.693950891312499, 537.181101862009858, 1621.38957456669019, 3290.79923573345963,
  4362.61909014324716, 3439.36767414372164, 1230.33935480374942,
];
const ASYMPTOTIC_TOP = [
  0.305326634961232344, 0.360344899949804439, 0.125781726111229246, 0.0160837851487422766, 6.58749161529837803e-4,
  0.0163153871373020978,
];
const ASYMPTOTIC_BOTTOM = [
  2.56852019228982242, 1.87295284992346725, 0.527905102951428412, 0.0605183413124413191, 0.00233520497626869185,
];

// Wichura's coefficients a, b; c, d; e, f.
const CENTRE_TOP = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const CENTRE_BOTTOM = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
const MIDDLE_TOP = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
];
const MIDDLE_BOTTOM = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const FAR_TOP = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 0.026532189526576123093,
  0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_BOTTOM = [
  1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];
