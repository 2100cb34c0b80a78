import type { Initializer } from '../model-graph.ts'

/** Rounded numbers as a constant of a graph, int8 or uint8. */
export function smallIntegers(
  name: string,
  shape: readonly number[],
  integers: Int8Array | Uint8Array,
): Initializer {
  const constant = { name: `${name}.integers`, shape }
  return integers instanceof Int8Array
    ? { ...constant, type: 'int8', data: integers }
    : { ...constant, type: 'uint8', data: integers }
}
