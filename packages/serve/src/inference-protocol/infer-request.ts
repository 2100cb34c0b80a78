import type { Tensor } from '../service/tensor.ts'

/** Parameters of a request or a tensor, by name. What nobody knows is ignored, as the protocol leaves them open. */
export type RequestParameters = Readonly<Record<string, unknown>>

/** An inference request whose tensors were read, of either protocol. */
export interface InferRequest {
  readonly parameters?: RequestParameters | undefined
  /** As the request has them; nothing is checked yet but that values agree with datatype and shape. */
  readonly inputs: readonly Tensor[]
  /** What is asked for, in this order; everything where it is empty. */
  readonly outputs: readonly RequestedOutput[]
}

/** One output that a request asks for. */
export interface RequestedOutput {
  readonly name: string
  readonly parameters?: RequestParameters | undefined
}
