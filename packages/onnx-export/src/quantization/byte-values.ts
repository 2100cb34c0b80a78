import type { GraphBuilder } from '../graph-builder.ts'
import type { Initializer } from '../model-graph.ts'
import type { QuantizedTensor } from './quantized-tensor.ts'

/** What a byte of 0 means is an integer of -128. */
const OFFSET = 128

/** The byte that stands for 0, uint8 []. */
export const ZERO_POINT: Initializer = {
  ...{ name: 'zero.byte', type: 'uint8', shape: [] },
  data: Uint8Array.of(OFFSET),
}

/** States lie between -1 and 1. */
export const STATE_SCALE = 1 / 127

/** Adds a table of bytes with one scale for all, uint8 [rows, columns]. */
export function byteTable(graph: GraphBuilder, name: string, { shape, integers }: QuantizedTensor): string {
  const data = Uint8Array.from(integers, (value) => value + OFFSET)
  return graph.constant({ name: `${name}.bytes`, type: 'uint8', shape, data })
}
