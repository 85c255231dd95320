/** Typed arrays that grow. */

/** The array itself if it has that many elements, else a copy, longer by half at least. */
export function grownFloats(array: Float64Array, needed: number): Float64Array {
  if (needed <= array.length) return array;
  const grown = new Float64Array(grownLength(array.length, needed));
  grown.set(array);
  return grown;
}

/** The array itself if it has that many elements, else a copy, longer by half at least. */
export function grownInts(array: Int32Array, needed: number): Int32Array {
  if (needed <= array.length) return array;
  const grown = new Int32Array(grownLength(array.length, needed));
  grown.set(array);
  return grown;
}

/** How long an array of that length is made when it has to hold that many elements. */
export function grownLength(length: number, needed: number): number {
  return needed <= length ? length : Math.max(needed, Math.ceil(length * 1.5));
}
