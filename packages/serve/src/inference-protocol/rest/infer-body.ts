import { jsonBody, jsonObject, type RawRequest } from '../../http/json-body.ts'
import { invalidRequest } from '../../invalid-request.ts'
import { nameOf, shortName, shown } from '../../name-of.ts'
import type { ServedModel } from '../../service/served-model.ts'
import type { Tensor } from '../../service/tensor.ts'
import type { InferRequest, RequestedOutput, RequestParameters } from '../infer-request.ts'
import { parseDatatype } from '../parse-datatype.ts'
import { decodeRaw } from '../raw-tensors.ts'
import { parseShape } from '../tensor-shape.ts'
import { type BinaryPart, splitBody } from './binary-part.ts'
import { tensorOfJson } from './json-tensors.ts'
import { rawRequest } from './raw-request.ts'

/** An inference request as REST has it. */
export interface RestInferRequest extends InferRequest {
  readonly id?: string | undefined
  /** Whether outputs that say nothing of their own are answered as bytes. */
  readonly isBinary: boolean
}

/**
 * Reads the body of an inference request: JSON, JSON with the bytes of tensors behind it, or the bytes of one tensor alone.
 * Members and parameters that textgate does not know are ignored, as the protocol leaves them open.
 *
 * @throws REQUEST_INVALID naming the member
 */
export function parseInferBody(request: RawRequest, model: ServedModel): RestInferRequest {
  const parts = splitBody(request)
  if (parts?.json.length === 0) return rawRequest(parts.binary.rest(), model)
  const options = { hasExactIntegers: true }
  const body = parts ? jsonObject(parts.json, options) : jsonBody(request, options)
  const { id, inputs, outputs } = body
  if (id !== undefined && typeof id !== 'string')
    throw invalidRequest(`id must be a string, not ${nameOf(id)}`)
  const parameters = parametersOf('the request', body.parameters)
  const tensors = objects('inputs', inputs).map((input) => tensorOf(input, parts?.binary))
  if (tensors.length === 0) throw invalidRequest('inputs is an empty list; give the inputs of the model')
  parts?.binary.end()
  return {
    id,
    parameters,
    inputs: tensors,
    outputs: outputs === undefined ? [] : objects('outputs', outputs).map(requestedOutput),
    isBinary: flag('binary_data_output of the request', parameters?.binary_data_output) ?? false,
  }
}

/** Whether one output is answered as bytes. */
export function isBinaryOutput({ name, parameters }: RequestedOutput, isBinary: boolean): boolean {
  return flag(`binary_data of output ${shortName(name)}`, parameters?.binary_data) ?? isBinary
}

function tensorOf(input: Record<string, unknown>, binary: BinaryPart | undefined): Tensor {
  const { name, data } = input
  if (typeof name !== 'string')
    throw invalidRequest(`the name of an input must be a string, not ${nameOf(name)}`)
  const datatype = parseDatatype(`input ${shortName(name)}`, input.datatype)
  const shape = parseShape(`input ${shortName(name)}`, input.shape)
  const size = parametersOf(`input ${shortName(name)}`, input.parameters)?.binary_data_size
  if (size === undefined) return tensorOfJson(name, datatype, shape, data)
  if (data !== undefined) {
    throw invalidRequest(`input ${shortName(name)} has both data and binary_data_size; send it once`)
  }
  if (!binary) {
    throw invalidRequest(
      `input ${shortName(name)} has binary_data_size, and the request no header Inference-Header-Content-Length; send the header or JSON data`,
    )
  }
  return decodeRaw(name, datatype, shape, binary.take(name, size))
}

function requestedOutput(output: Record<string, unknown>): RequestedOutput {
  const { name } = output
  if (typeof name !== 'string')
    throw invalidRequest(`the name of an output must be a string, not ${nameOf(name)}`)
  return { name, parameters: parametersOf(`output ${shortName(name)}`, output.parameters) }
}

function parametersOf(what: string, value: unknown): RequestParameters | undefined {
  if (value === undefined) return undefined
  if (isObject(value)) return value
  throw invalidRequest(`the parameters of ${what} must be an object, not ${nameOf(value)}`)
}

function flag(what: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  throw invalidRequest(`the parameter ${what} must be true or false, not ${shown(value)}`)
}

function objects(member: string, value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw invalidRequest(`${member} must be a list, not ${nameOf(value)}`)
  const wrong = value.findIndex((item) => !isObject(item))
  if (wrong >= 0) throw invalidRequest(`${member}[${wrong}] must be an object, not ${nameOf(value[wrong])}`)
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
