import { PADDING_ID } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import type { ServedTextModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import { checkRows } from './text-inputs.ts'
import { ID_INPUTS } from './text-model-io.ts'

/**
 * Rows of token ids, without their padding.
 *
 * @param ids - shape [n, T]
 * @param lengths - how many ids of each row are real, shape [n]
 * @throws REQUEST_INVALID when shapes disagree, a length is beyond T or what the model reads, or an id is not of the vocabulary
 */
export function rowsOfIds(
  model: ServedTextModel,
  ids: Tensor,
  lengths: Tensor,
  maxTexts: number,
): readonly Int32Array[] {
  const [rows, columns] = ids.shape
  if (rows === undefined || columns === undefined || ids.shape.length > 2) {
    throw invalidRequest(`input ${ids.name} must have the shape [n, T], not ${JSON.stringify(ids.shape)}`)
  }
  if (lengths.shape.length !== 1 || lengths.shape[0] !== rows) {
    throw invalidRequest(
      `input ${lengths.name} must have the shape [${rows}], one length a row of ${ids.name}, not ${JSON.stringify(lengths.shape)}`,
    )
  }
  checkRows(ids.name, rows, maxTexts)
  const { vocabularySize, config } = model.text.manifest
  const longest = config.tokenizer.maxLength
  const allIds = integersOf(ids)
  return Array.from<number, Int32Array>(integersOf(lengths), (length, row) => {
    if (length < 0 || length > columns) {
      throw invalidRequest(
        `input ${lengths.name}: row ${row} says ${length}, and ${ids.name} has ${columns} columns; give 0 to ${columns}`,
      )
    }
    if (length > longest) {
      throw invalidRequest(
        `input ${lengths.name}: row ${row} has ${length} ids, and the model reads ${longest}; cut the row`,
      )
    }
    const first = row * columns
    return Int32Array.from<number>(allIds.subarray(first, first + length), (id, column) => {
      if (id > PADDING_ID && id < vocabularySize) return id
      throw invalidRequest(
        `input ${ID_INPUTS.ids}: row ${row} has ${id} at ${column}, and the vocabulary has the ids 1 to ${vocabularySize - 1} (0 is padding, which ${ID_INPUTS.lengths} leaves out)`,
      )
    })
  })
}

/** Values beyond 2^53 lose digits, and none of them is an id or a length. */
function integersOf({ name, datatype, data }: Tensor): Int32Array | Float64Array {
  if (datatype === 'INT32') return data as Int32Array
  if (datatype === 'INT64') return Float64Array.from(data as BigInt64Array, Number)
  throw invalidRequest(`input ${name} must be of datatype INT32 or INT64, not ${datatype}`)
}
