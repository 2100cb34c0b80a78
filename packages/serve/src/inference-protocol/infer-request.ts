import { parseTexts } from '../http/classify-request.ts'
import { nameOf } from '../http/json-body.ts'
import { invalidRequest } from '../http/request-error.ts'
import { type OutputName, TEXT_INPUT } from './tensors.ts'

/** A checked inference request. */
export interface InferRequest {
  readonly id?: string
  /** At least one. */
  readonly texts: readonly string[]
  /** Outputs to answer, in this order, each once. */
  readonly outputs: readonly OutputName[]
}

/** What a request must keep to. */
export interface InferLimits {
  /** Outputs that the model has. */
  readonly outputs: readonly OutputName[]
  /** Texts at most. */
  readonly maxTexts: number
}

/**
 * Checks the JSON of `POST /v2/models/M/infer` of the Open Inference Protocol. Members and parameters that textgate
 * does not know are ignored, as the protocol leaves them open; a request for binary outputs is answered in JSON.
 *
 * @throws REQUEST_INVALID naming the member; REQUEST_TOO_LARGE for more than `maxTexts` texts
 */
export function parseInferRequest(body: Record<string, unknown>, limits: InferLimits): InferRequest {
  const { id, inputs, outputs } = body
  if (id !== undefined && typeof id !== 'string')
    throw invalidRequest(`id must be a string, not ${nameOf(id)}`)
  const [input, ...others] = objects('inputs', inputs)
  if (!input) throw invalidRequest(`inputs is an empty list; give the input ${TEXT_INPUT}`)
  const foreign = [input, ...others].find(({ name }) => name !== TEXT_INPUT)
  if (foreign)
    throw invalidRequest(`the model has no input ${JSON.stringify(foreign.name)}; it has ${TEXT_INPUT}`)
  if (others.length > 0)
    throw invalidRequest(`inputs has ${TEXT_INPUT} twice; give one tensor with all texts`)
  return {
    ...(id === undefined ? {} : { id }),
    texts: textsOf(input, limits.maxTexts),
    outputs: outputNames(outputs, limits.outputs),
  }
}

/** The texts of a BYTES tensor of shape [n] or [n, 1]; its data may be flat or nested, or one bare string. */
function textsOf(input: Record<string, unknown>, maxTexts: number): readonly string[] {
  const { datatype, shape, data } = input
  if (datatype !== 'BYTES') {
    throw invalidRequest(
      `input ${TEXT_INPUT} must be of datatype BYTES, not ${JSON.stringify(datatype) ?? 'missing'}`,
    )
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw invalidRequest(`the shape of input ${TEXT_INPUT} must be a list of integers of at least 0`)
  }
  const [rows, columns = 1] = shape as number[]
  if (rows === undefined || shape.length > 2 || columns !== 1) {
    throw invalidRequest(
      `input ${TEXT_INPUT} must have the shape [n] or [n, 1], not ${JSON.stringify(shape)}`,
    )
  }
  if (data === undefined) throw invalidRequest(`input ${TEXT_INPUT} has no data; give its texts as JSON data`)
  const flat =
    typeof data === 'string' ? [data] : Array.isArray(data) && shape.length === 2 ? data.flat() : data
  const texts = parseTexts(`the data of input ${TEXT_INPUT}`, flat, maxTexts)
  if (texts.length === rows) return texts
  throw invalidRequest(
    `input ${TEXT_INPUT} has ${texts.length} texts but the shape ${JSON.stringify(shape)}; make them agree`,
  )
}

function outputNames(outputs: unknown, known: readonly OutputName[]): readonly OutputName[] {
  if (outputs === undefined) return known
  const names = objects('outputs', outputs).map(({ name }) => {
    const found = known.find((output) => output === name)
    if (found) return found
    throw invalidRequest(`the model has no output ${JSON.stringify(name)}; it has ${known.join(' and ')}`)
  })
  return names.length === 0 ? known : [...new Set(names)]
}

function objects(member: string, value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw invalidRequest(`${member} must be a list, not ${nameOf(value)}`)
  const wrong = value.findIndex((item) => typeof item !== 'object' || item === null || Array.isArray(item))
  if (wrong >= 0) throw invalidRequest(`${member}[${wrong}] must be an object, not ${nameOf(value[wrong])}`)
  return value
}
