import { invalidRequest, tooLarge } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { RequestLimits, TextInput } from '../service/inference-service.ts'
import type { ServedTextModel } from '../service/served-model.ts'
import type { Tensor, TensorValues } from '../service/tensor.ts'
import { rowsOfIds } from './id-inputs.ts'
import { ID_INPUTS, TEXT_INPUT } from './text-model-io.ts'

/**
 * What a request asks a text model: its texts, or rows of token ids in their place.
 *
 * @returns at least one
 * @throws REQUEST_INVALID naming the input and what is wrong with it; REQUEST_TOO_LARGE beyond the limits
 */
export function textInputs(
  model: ServedTextModel,
  inputs: readonly Tensor[],
  limits: Pick<RequestLimits, 'maxTexts' | 'maxTextLength'>,
): readonly TextInput[] {
  const byName = new Map<string, Tensor>()
  const known: readonly string[] = [TEXT_INPUT, ID_INPUTS.ids, ID_INPUTS.lengths]
  for (const input of inputs) {
    if (!known.includes(input.name)) {
      throw invalidRequest(
        `the model has no input ${JSON.stringify(shortName(input.name))}; it has ${TEXT_INPUT}, or ${ID_INPUTS.ids} with ${ID_INPUTS.lengths} in its place`,
      )
    }
    if (byName.has(input.name)) {
      throw invalidRequest(`inputs has ${input.name} twice; give one tensor with all rows`)
    }
    byName.set(input.name, input)
  }
  const text = byName.get(TEXT_INPUT)
  const ids = byName.get(ID_INPUTS.ids)
  const lengths = byName.get(ID_INPUTS.lengths)
  if (text && (ids || lengths)) {
    throw invalidRequest(`inputs has both ${TEXT_INPUT} and ids; give one of them`)
  }
  if (text) return textsOf(text, limits)
  if (ids && lengths) return rowsOfIds(model, ids, lengths, limits.maxTexts)
  if (ids || lengths) {
    throw invalidRequest(`${ID_INPUTS.ids} and ${ID_INPUTS.lengths} belong together; give both`)
  }
  throw invalidRequest(`inputs is an empty list; give the input ${TEXT_INPUT}`)
}

/** Checks how many rows a request has. @throws REQUEST_INVALID for none, REQUEST_TOO_LARGE for too many */
export function checkRows(name: string, rows: number, maxTexts: number): void {
  if (rows === 0) throw invalidRequest(`input ${name} is an empty list; give at least one row`)
  if (rows <= maxTexts) return
  throw tooLarge(
    `input ${name} has ${rows} rows, more than the ${maxTexts} that this server accepts; split the request`,
  )
}

function textsOf(
  { datatype, shape, data }: Tensor,
  limits: Pick<RequestLimits, 'maxTexts' | 'maxTextLength'>,
) {
  if (datatype !== 'BYTES') {
    throw invalidRequest(`input ${TEXT_INPUT} must be of datatype BYTES, not ${datatype}`)
  }
  const [rows, columns = 1] = shape
  if (rows === undefined || shape.length > 2 || columns !== 1) {
    throw invalidRequest(
      `input ${TEXT_INPUT} must have the shape [n] or [n, 1], not ${JSON.stringify(shape)}`,
    )
  }
  checkRows(TEXT_INPUT, rows, limits.maxTexts)
  const texts = data as TensorValues['BYTES']
  const long = texts.findIndex((text) => text.length > limits.maxTextLength)
  if (long < 0) return texts
  throw tooLarge(
    `text ${long} has ${texts[long]?.length} characters, more than the ${limits.maxTextLength} that this server accepts; shorten or split it`,
  )
}
