// The two sums that a vector holds.

// @ts-ignore: decorator
@inline
export function even(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0);
}

// @ts-ignore: decorator
@inline
export function odd(sums: v128): f64 {
  return f64x2.extract_lane(sums, 1);
}
