import type { AttributeValue, GraphNode, Initializer } from './model-graph.ts'

/** Element types of constants without dimensions. */
export type ScalarType = 'float' | 'int32' | 'int64'

/** Collects nodes and constants; every method returns the name of the value that it made. */
export interface GraphBuilder {
  readonly nodes: readonly GraphNode[]
  readonly initializers: readonly Initializer[]
  /** Adds an operator with one output, whose node is named like its value. */
  add(
    value: string,
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): string
  /** Adds an operator of another domain than ONNX's own, with one output. */
  addOf(
    domain: string,
    value: string,
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): string
  /** Adds an operator with several outputs. */
  addNode(node: GraphNode): void
  constant(initializer: Initializer): string
  /** Adds a constant of shape []. */
  scalar(name: string, type: ScalarType, value: number): string
  /** Adds a one-dimensional int64 constant: axes, shapes. */
  integers(name: string, values: readonly number[]): string
}

/** An empty graph to build on. */
export function graphBuilder(): GraphBuilder {
  const nodes: GraphNode[] = []
  const initializers = new Map<string, Initializer>()
  const constant = (initializer: Initializer): string => {
    initializers.set(initializer.name, initializer)
    return initializer.name
  }
  return {
    nodes,
    get initializers() {
      return [...initializers.values()]
    },
    add: (value, operator, inputs, attributes = {}) => {
      nodes.push({ name: `${value}/${operator}`, operator, inputs, outputs: [value], attributes })
      return value
    },
    addOf: (domain, value, operator, inputs, attributes = {}) => {
      nodes.push({ name: `${value}/${operator}`, operator, domain, inputs, outputs: [value], attributes })
      return value
    },
    addNode: (node) => {
      nodes.push(node)
    },
    constant,
    scalar: (name, type, value) => constant(scalarOf(name, type, value)),
    integers: (name, values) =>
      constant({ name, type: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }),
  }
}

/** The same graph, with a prefix before the names of values and constants that are added; those of weights stay. */
export function prefixed(graph: GraphBuilder, prefix: string): GraphBuilder {
  return {
    ...graph,
    get initializers() {
      return graph.initializers
    },
    add: (value, ...rest) => graph.add(prefix + value, ...rest),
    addOf: (domain, value, ...rest) => graph.addOf(domain, prefix + value, ...rest),
    scalar: (name, ...rest) => graph.scalar(prefix + name, ...rest),
    integers: (name, values) => graph.integers(prefix + name, values),
  }
}

/**
 * A body inside an operator of a graph: its nodes are its own, its constants those of the graph, and values that `add` makes have
 * a prefix, as names must differ from those around it.
 */
export function bodyBuilder(graph: GraphBuilder, prefix: string): GraphBuilder {
  const { nodes, add, addNode } = graphBuilder()
  return {
    ...graph,
    get initializers() {
      return graph.initializers
    },
    nodes,
    addNode,
    add: (value, ...rest) => add(prefix + value, ...rest),
  }
}

function scalarOf(name: string, type: ScalarType, value: number): Initializer {
  if (type === 'float') return { name, shape: [], type, data: Float32Array.of(value) }
  if (type === 'int32') return { name, shape: [], type, data: Int32Array.of(value) }
  return { name, shape: [], type, data: BigInt64Array.of(BigInt(value)) }
}
