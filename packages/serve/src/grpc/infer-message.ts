import type { InferRequest, RequestParameters } from '../inference-protocol/infer-request.ts'
import { parseDatatype } from '../inference-protocol/parse-datatype.ts'
import { decodeRaw, encodeRaw } from '../inference-protocol/raw-tensors.ts'
import { parseShape } from '../inference-protocol/tensor-shape.ts'
import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import type {
  InferRequestMessage,
  InferResponseMessage,
  InputMessage,
  Int64,
  ParameterMessage,
} from './messages.ts'
import { hasContents, tensorOfContents, toBigInt } from './tensor-contents.ts'

/**
 * What a ModelInferRequest asks for.
 *
 * @param remainingMs - until the deadline of the call, which stands in for a later timeout; Infinity where there is none
 * @throws REQUEST_INVALID for both kinds of contents, or naming the input that is wrong
 */
export function inferRequestOf(message: InferRequestMessage, remainingMs: number): InferRequest {
  const { inputs, outputs, raw_input_contents: raw, parameters } = message
  const both = raw.length > 0 && inputs.find(({ contents }) => hasContents(contents))
  if (both)
    throw invalidRequest(
      `the request has raw_input_contents, and input ${shortName(both.name)} has contents; send one of them`,
    )
  if (raw.length > 0 && raw.length !== inputs.length)
    throw invalidRequest(
      `the request has ${inputs.length} inputs and ${raw.length} raw_input_contents; send one for each input`,
    )
  return {
    parameters: withDeadline(parametersOf(parameters), remainingMs),
    inputs: inputs.map((input, i) => tensorOf(input, raw[i])),
    outputs: outputs.map((output) => ({ name: output.name, parameters: parametersOf(output.parameters) })),
  }
}

/** The answer of a model, in raw contents. */
export function inferResponseOf(
  { name, version }: ServedModel,
  id: string,
  tensors: readonly Tensor[],
): InferResponseMessage {
  return {
    model_name: name,
    model_version: version,
    id,
    outputs: tensors.map((tensor) => ({
      name: tensor.name,
      datatype: tensor.datatype,
      shape: tensor.shape,
    })),
    raw_output_contents: tensors.map(encodeRaw),
  }
}

function tensorOf({ name, datatype, shape, contents }: InputMessage, raw: Uint8Array | undefined): Tensor {
  const what = `input ${shortName(name)}`
  const type = parseDatatype(what, datatype)
  const sizes = parseShape(
    what,
    shape.map((size) => size.toNumber()),
  )
  return raw ? decodeRaw(name, type, sizes, raw) : tensorOfContents(name, type, sizes, contents)
}

/** Parameters as plain values; 64-bit integers become bigint. */
export function parametersOf(messages: Readonly<Record<string, ParameterMessage>>): RequestParameters {
  return Object.fromEntries(
    Object.entries(messages).map(([name, message]) => [name, parameterValue(message)]),
  )
}

/** Whichever comes first: the call's deadline, or the request's own timeout, which is in microseconds and none where it is 0. */
function withDeadline(parameters: RequestParameters, remainingMs: number): RequestParameters {
  if (remainingMs === Number.POSITIVE_INFINITY) return parameters
  const remaining = BigInt(Math.max(1, Math.round(remainingMs * 1000)))
  const { timeout } = parameters
  const isSooner = typeof timeout === 'bigint' && timeout !== 0n && timeout < remaining
  // One that is no integer is refused by whoever reads it.
  if (isSooner || (timeout !== undefined && typeof timeout !== 'bigint')) return parameters
  return { ...parameters, timeout: remaining }
}

function parameterValue(message: ParameterMessage): unknown {
  const choice = message.parameter_choice
  if (choice === undefined) return undefined
  if (choice === 'int64_param' || choice === 'uint64_param') return toBigInt(message[choice] as Int64)
  return message[choice]
}
