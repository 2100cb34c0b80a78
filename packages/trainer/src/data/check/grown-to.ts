/** The array itself where it has `length` elements, otherwise a copy of one and a half its size or more, zeros at its end. */
export function grownTo<T extends Uint8Array | Int32Array | Uint32Array>(array: T, length: number): T {
  if (array.length >= length) return array
  const larger = new (array.constructor as new (length: number) => T)(
    Math.max(length, Math.ceil(1.5 * array.length)),
  )
  larger.set(array)
  return larger
}
