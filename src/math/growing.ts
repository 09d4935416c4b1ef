type Numbers = Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

/** Elements beyond which twice as many would be too much room for nothing: then a quarter is added. */
const LARGE = 65_536;

/**
 * An array of the same kind with room for `size` elements: the same one if it has, else a copy of at least twice the length (a large one: five
 * quarters of it), filled up with `fill`.
 */
export function grown<A extends Numbers>(array: A, size: number, fill = 0): A {
  if (size <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(size, wider(array.length), 16));
  larger.set(array);
  if (fill !== 0) larger.fill(fill, array.length);
  return larger;
}

const wider = (length: number): number => (length > LARGE ? length + (length >> 2) : 2 * length);
