/** Element types that textgate's graphs use, by their names in ONNX. */
export type ElementType =
  | 'float'
  | 'int32'
  | 'int64'
  | 'int8'
  | 'uint8'
  | 'int4'
  | 'uint4'
  | 'bool'
  | 'string'

/** An ONNX model as plain data: a test can print it, `encodeModel` makes bytes of it. */
export interface ModelGraph {
  readonly name: string
  /** What a person who opens the file should know. */
  readonly description: string
  /** Version of the file format that the opset came with. */
  readonly irVersion: number
  /** Version of the ONNX operators. */
  readonly opset: number
  /** Versions of the operators of further domains, e.g. `ai.onnx.ml`, in the order in which they are written. */
  readonly domains?: Readonly<Record<string, number>>
  readonly producer: { readonly name: string; readonly version: string }
  /** Written in this order. */
  readonly metadata: readonly (readonly [key: string, value: string])[]
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  /** Values between operators whose type cannot be inferred, because their operator is of no standard domain. */
  readonly values?: readonly ValueInfo[]
  /** In an order in which they can run. */
  readonly nodes: readonly GraphNode[]
  readonly initializers: readonly Initializer[]
}

/** Name, type and shape of an input or output. */
export interface ValueInfo {
  readonly name: string
  readonly type: ElementType
  /** A number is fixed, a name is a dimension that may vary from run to run. */
  readonly shape: readonly (number | string)[]
}

/** One operator. */
export interface GraphNode {
  readonly name: string
  /** Operator, e.g. `GRU`. */
  readonly operator: string
  /** Where the operator comes from, e.g. `ai.onnx.ml`; the default ONNX domain unless given. */
  readonly domain?: string
  /** Names of values; an empty name is an optional input that is left out. */
  readonly inputs: readonly string[]
  /** Names of values; an empty name is an optional output that is left out. */
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, AttributeValue>>
}

/** An integer, a string, lists of either, or a graph. */
export type AttributeValue = number | string | readonly number[] | readonly string[] | Subgraph

/** A graph inside an operator, such as the body of `Scan`; it sees the values of the graph around it. */
export interface Subgraph {
  readonly name: string
  readonly inputs: readonly ValueInfo[]
  readonly outputs: readonly ValueInfo[]
  readonly nodes: readonly GraphNode[]
}

/** A constant tensor; row-major, a scalar has shape []. Of four-bit integers the lower half of a byte comes first. */
export type Initializer = { readonly name: string; readonly shape: readonly number[] } & (
  | { readonly type: 'float'; readonly data: Float32Array }
  | { readonly type: 'int32'; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly data: BigInt64Array }
  | { readonly type: 'int8'; readonly data: Int8Array }
  | { readonly type: 'uint8' | 'int4' | 'uint4' | 'bool'; readonly data: Uint8Array }
  | { readonly type: 'string'; readonly data: readonly string[] }
)
