/** The array itself where it has `length` elements, otherwise a copy of twice the size or more, zeros at its end. */
export function grownTo<T extends Uint8Array | Int32Array | Uint32Array>(array: T, length: number): T {
  if (array.length >= length) return array
  const larger = new (array.constructor as new (length: number) => T)(Math.max(length, 2 * array.length))
  larger.set(array)
  return larger
}
