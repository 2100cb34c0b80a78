import { invalidRequest } from '../invalid-request.ts'
import { shown } from '../name-of.ts'
import type { Tensor } from '../service/tensor.ts'
import type { RequestedOutput } from './infer-request.ts'

/**
 * How many classes an output is to be answered with, by its parameter `classification`; undefined where it has none.
 *
 * @throws REQUEST_INVALID when it is no integer of at least 1
 */
export function classesWanted({ name, parameters }: RequestedOutput): number | undefined {
  const value = parameters?.classification
  if (value === undefined) return undefined
  const wanted = typeof value === 'bigint' ? Number(value) : value
  if (typeof wanted === 'number' && Number.isSafeInteger(wanted) && wanted >= 1) return wanted
  throw invalidRequest(
    `the parameter classification of output ${name} must be an integer of at least 1, not ${shown(value)}`,
  )
}

/**
 * The best classes of an output, as the classification extension of Triton Inference Server gives them: BYTES of
 * `value:index:label`, the largest value first, of equals the one that comes first, and shape [n, k]; of one dimension [k].
 *
 * @param labels - of the classes, in their order; without them an element is `value:index`
 * @param wanted - k at most
 * @throws REQUEST_INVALID when the output has no numbers
 */
export function classification(
  { name, datatype, shape, data }: Tensor,
  wanted: number,
  labels?: readonly string[],
): Tensor {
  if (datatype === 'BYTES' || datatype === 'BOOL' || datatype === 'FP16') {
    throw invalidRequest(
      `output ${name} is of datatype ${datatype} and has no classes; leave its parameter classification out`,
    )
  }
  const values = data as Float32Array
  const rows = shape.length < 2 ? 1 : (shape[0] as number)
  const classes = rows === 0 ? 0 : values.length / rows
  const count = Math.min(wanted, classes)
  const isFloat = datatype === 'FP32' || datatype === 'FP64'
  const texts: string[] = []
  for (let row = 0; row < rows; row++) {
    const of = values.subarray(row * classes, (row + 1) * classes)
    const order = Array.from(of.keys()).sort((a, b) => descending(of[a] as number, of[b] as number) || a - b)
    for (const i of order.slice(0, count)) {
      const value = isFloat ? (of[i] as number).toFixed(6) : String(of[i])
      texts.push(labels ? `${value}:${i}:${labels[i]}` : `${value}:${i}`)
    }
  }
  return { name, datatype: 'BYTES', shape: shape.length < 2 ? [count] : [rows, count], data: texts }
}

/** For 64-bit integers, too, whose difference is no number. */
function descending(a: number, b: number): number {
  if (a === b) return 0
  return a > b ? -1 : 1
}
