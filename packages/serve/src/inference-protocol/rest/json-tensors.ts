import { invalidRequest } from '../../invalid-request.ts'
import { nameOf, shortName, shown } from '../../name-of.ts'
import type { Datatype, Tensor, TensorValues } from '../../service/tensor.ts'
import { arrayOf } from '../raw-tensors.ts'
import { elementCount } from '../tensor-shape.ts'
import { type JsonValue, valueReader } from './json-values.ts'

/**
 * The tensor whose values are JSON: a flat list in row-major order, lists in lists as the shape has them, or, of BYTES, one
 * bare string.
 *
 * @throws REQUEST_INVALID when the number of values is not the shape's or a value is none of the datatype
 */
export function tensorOfJson(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  data: unknown,
): Tensor {
  const count = elementCount(shape)
  const flat = flatData(name, shape, typeof data === 'string' ? [data] : data)
  if (flat.length !== count) {
    const unit = datatype === 'BYTES' ? 'texts' : 'values'
    throw invalidRequest(
      `input ${shortName(name)} has ${flat.length} ${unit} but the shape ${shown(shape)}; make them agree`,
    )
  }
  if (datatype === 'BYTES') {
    const wrong = flat.findIndex((text) => typeof text !== 'string')
    if (wrong < 0) return { name, datatype, shape, data: flat as TensorValues['BYTES'] }
    throw invalidRequest(
      `the data of input ${shortName(name)}: [${wrong}] must be a string, not ${nameOf(flat[wrong])}`,
    )
  }
  if (datatype === 'FP16') {
    throw invalidRequest(
      `input ${shortName(name)} is of datatype FP16, for which JSON has no numbers; send it as binary tensor data`,
    )
  }
  const read = valueReader(datatype)
  const values = new (arrayOf(datatype))(count) as { [i: number]: JsonValue }
  for (let i = 0; i < count; i++) {
    const value = read(flat[i])
    if (value === undefined) {
      throw invalidRequest(
        `the data of input ${shortName(name)}: ${shown(flat[i])} at ${i} is no ${datatype}${flat[i] === null ? '; JSON has no NaN, which binary tensor data has' : ''}`,
      )
    }
    values[i] = value
  }
  return { name, datatype, shape, data: values as unknown as TensorValues[Datatype] } as Tensor
}

/** The values of a list, or of lists in lists that have the shape. */
function flatData(name: string, shape: readonly number[], data: unknown): readonly unknown[] {
  if (data === undefined)
    throw invalidRequest(`input ${shortName(name)} has no data; give its values as JSON data`)
  if (!Array.isArray(data)) {
    throw invalidRequest(`the data of input ${shortName(name)} must be a list, not ${nameOf(data)}`)
  }
  if (shape.length < 2 || !Array.isArray(data[0])) return data
  let lists: unknown[] = [data]
  for (const [dimension, size] of shape.entries()) {
    lists = lists.flatMap((list) => {
      if (Array.isArray(list) && list.length === size) return list
      const found = Array.isArray(list) ? `a list of ${list.length}` : nameOf(list)
      throw invalidRequest(
        `the data of input ${shortName(name)} has ${found} in dimension ${dimension}, where the shape ${shown(shape)} has a list of ${size}`,
      )
    })
  }
  return lists
}
