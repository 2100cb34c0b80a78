/** Messages of proto/inference.proto and proto/health.proto as protobufjs decodes them; 64-bit integers are `Int64`. */

/** A 64-bit integer as two halves of 32 bits. */
export interface Int64 {
  readonly low: number
  readonly high: number
  readonly unsigned: boolean
  toNumber(): number
}

/** A parameter's value; `parameter_choice` names the member that is set. */
export interface ParameterMessage {
  readonly parameter_choice?: 'bool_param' | 'int64_param' | 'string_param' | 'double_param' | 'uint64_param'
  readonly bool_param: boolean
  readonly int64_param: Int64
  readonly string_param: string
  readonly double_param: number
  readonly uint64_param: Int64
}

/** Values of a tensor in the list of its datatype; the others are empty. */
export interface ContentsMessage {
  readonly bool_contents: readonly boolean[]
  readonly int_contents: readonly number[]
  readonly int64_contents: readonly Int64[]
  readonly uint_contents: readonly number[]
  readonly uint64_contents: readonly Int64[]
  readonly fp32_contents: readonly number[]
  readonly fp64_contents: readonly number[]
  readonly bytes_contents: readonly Uint8Array[]
}

export interface InputMessage {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly Int64[]
  readonly contents: ContentsMessage | null
}

export interface InferRequestMessage {
  readonly model_name: string
  /** Empty unless given. */
  readonly model_version: string
  readonly id: string
  readonly parameters: Readonly<Record<string, ParameterMessage>>
  readonly inputs: readonly InputMessage[]
  readonly outputs: readonly {
    readonly name: string
    readonly parameters: Readonly<Record<string, ParameterMessage>>
  }[]
  readonly raw_input_contents: readonly Uint8Array[]
}

export interface InferResponseMessage {
  readonly model_name: string
  readonly model_version: string
  readonly id: string
  readonly outputs: readonly {
    readonly name: string
    readonly datatype: string
    readonly shape: readonly number[]
  }[]
  readonly raw_output_contents: readonly Uint8Array[]
}

/** Of a model, or a version of it; empty unless given. */
export interface ModelMessage {
  readonly name: string
  readonly version: string
}

export interface RepositoryIndexMessage {
  readonly ready: boolean
}

export interface RepositoryModelMessage {
  readonly model_name: string
  readonly parameters: Readonly<Record<string, ParameterMessage>>
}

export interface HealthMessage {
  readonly service: string
}
