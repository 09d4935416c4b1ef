/** Points of a curve, steps ascending. */
export interface Curve {
  readonly steps: Int32Array;
  readonly values: Float64Array;
}

/**
 * A curve of at most so many points. The first and the last, the lowest and the highest stay; the others are the lowest and the
 * highest of equal stretches. Points that are NaN are left out, whether or not the curve is thinned.
 *
 * @param most at least 4
 */
export function thinned(steps: Int32Array, values: Float64Array, most: number): Curve {
  const n = values.length;
  let numbers = 0;
  for (let i = 0; i < n; i++) if (!Number.isNaN(values[i]!)) numbers++;
  if (numbers === n && n <= most) return { steps, values };
  const given = new Uint32Array(numbers);
  for (let i = 0, at = 0; i < n; i++) if (!Number.isNaN(values[i]!)) given[at++] = i;
  const kept = numbers <= most ? given : extremes(values, given, most);
  const curve = { steps: new Int32Array(kept.length), values: new Float64Array(kept.length) };
  for (let i = 0; i < kept.length; i++) {
    curve.steps[i] = steps[kept[i]!]!;
    curve.values[i] = values[kept[i]!]!;
  }
  return curve;
}

/** Places of the points that stay, ascending. */
function extremes(values: Float64Array, given: Uint32Array, most: number): Uint32Array {
  const n = given.length;
  const stretches = Math.max(0, Math.floor((most - 4) / 2));
  const kept = new Uint32Array(4 + 2 * stretches);
  kept[0] = given[0]!;
  kept[1] = given[n - 1]!;
  keepEnds(values, given, 0, n, kept, 2);
  for (let s = 0; s < stretches; s++)
    keepEnds(values, given, Math.floor((s * n) / stretches), Math.floor(((s + 1) * n) / stretches), kept, 4 + 2 * s);
  return ascending(kept);
}

/** Writes the places of the lowest and the highest point of a stretch, the earliest among equals. */
function keepEnds(
  values: Float64Array,
  given: Uint32Array,
  from: number,
  to: number,
  kept: Uint32Array,
  at: number,
): void {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i++) {
    const value = values[given[i]!]!;
    if (value < values[given[low]!]!) low = i;
    if (value > values[given[high]!]!) high = i;
  }
  kept[at] = given[low]!;
  kept[at + 1] = given[high]!;
}

/** In order, each once. Sorts in place: by insertion where there are few, as of most curves of many. */
function ascending(places: Uint32Array): Uint32Array {
  if (places.length > 8) places.sort();
  else
    for (let i = 1; i < places.length; i++)
      for (let j = i; j > 0 && places[j]! < places[j - 1]!; j--) {
        const place = places[j]!;
        places[j] = places[j - 1]!;
        places[j - 1] = place;
      }
  let size = 1;
  for (let i = 1; i < places.length; i++) if (places[i] !== places[size - 1]) places[size++] = places[i]!;
  return places.subarray(0, size);
}
