import type { Head, ModelConfig } from '@textgate/core'
import { importRefused } from '../import-refused.ts'
import type { ModuleNames, NetworkOptions } from '../network-options.ts'
import {
  checkRecurrent,
  type KerasLayer,
  kerasLayers,
  layerOf,
  PASSED_OVER,
  POOLING_LAYERS,
  RECURRENT_LAYERS,
} from './keras-layer.ts'

/** What the configuration of a saved model says: where its weights are, and how it goes on from the states. */
export interface KerasPlan {
  readonly names: Required<ModuleNames>
  readonly pooling: ModelConfig['pooling']
  /** Absent where the file leaves it open: scores without activation. */
  readonly head?: Head
  readonly notes: readonly string[]
}

/** What an activation of the last layer means. */
const HEADS: Readonly<Record<string, Head | undefined>> = { softmax: 'single', sigmoid: 'multi' }

/**
 * Reads a chain of embedding, recurrent layers, perhaps pooling, and a dense layer.
 *
 * @throws IMPORT_UNSUPPORTED naming a layer, or a setting of one, that no network of textgate has
 */
export function kerasPlan(model: unknown): KerasPlan {
  const groups = groupNames(kerasLayers(model)).filter(({ layer }) => !PASSED_OVER.has(layer.className))
  const [embedding, ...rest] = groups
  const head = rest.pop()
  if (embedding?.layer.className !== 'Embedding' || head?.layer.className !== 'Dense') {
    throw importRefused('it does not begin with an Embedding and end with a Dense layer', {})
  }
  const last = rest.at(-1)?.layer.className ?? ''
  const pooled = POOLING_LAYERS[last]
  const recurrent = pooled ? rest.slice(0, -1) : rest
  recurrent.forEach(({ layer }, i) => {
    checkLayer(layer, pooled !== undefined || i < recurrent.length - 1)
  })
  const isMasked = embedding.layer.config.mask_zero === true
  const headOf = headOfDense(head.layer)
  return {
    names: { embedding: embedding.group, recurrent: recurrent.map(({ group }) => group), head: head.group },
    pooling: pooled ?? 'last',
    ...(headOf ? { head: headOf } : {}),
    notes: isMasked
      ? []
      : [
          `layer ${embedding.layer.name} was trained without mask_zero: Keras reads padding as a token, textgate never does, so answers are those of texts without padding`,
        ],
  }
}

/** Keras names the groups of weights after the classes of the layers, and numbers those of a class from the second on. */
function groupNames(layers: readonly KerasLayer[]): { layer: KerasLayer; group: string }[] {
  const seen = new Map<string, number>()
  return layers.map((layer) => {
    const name = snakeCase(layer.className)
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return { layer, group: count === 0 ? name : `${name}_${count}` }
  })
}

/** As `keras.src.utils.naming.to_snake_case`: `SimpleRNN` becomes `simple_rnn`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

function checkLayer(layer: KerasLayer, givesAllStates: boolean): void {
  const { className, name, config } = layer
  const isBoth = className === 'Bidirectional'
  const inner = isBoth ? [layerOf(config.layer), layerOf(config.backward_layer)] : [layer]
  const kind = inner[0]?.className ?? ''
  if (!RECURRENT_LAYERS.has(kind)) {
    throw importRefused(`layer ${name} (${className}) has no counterpart in textgate's networks`, {
      layer: name,
      className,
    })
  }
  if (isBoth && config.merge_mode !== 'concat') {
    throw importRefused(
      `layer ${name} has merge_mode=${JSON.stringify(config.merge_mode)}, and textgate puts both directions side by side ("concat")`,
      { layer: name, setting: 'merge_mode' },
    )
  }
  inner.forEach((one, direction) => {
    checkRecurrent(one)
    refuseOther(one, 'go_backwards', direction === 1)
    refuseOther(one, 'return_sequences', givesAllStates)
  })
}

function refuseOther({ name, className, config }: KerasLayer, setting: string, wanted: boolean): void {
  if ((config[setting] === true) === wanted) return
  throw importRefused(
    `layer ${name} (${className}) has ${setting}=${String(config[setting])}, where ${String(wanted)} was expected in its place`,
    {
      layer: name,
      setting,
    },
  )
}

function headOfDense({ name, config }: KerasLayer): Head | undefined {
  const { activation, units } = config
  if (activation === 'linear') return undefined
  const head = HEADS[String(activation)]
  if (head === undefined) {
    throw importRefused(
      `layer ${name} (Dense) has activation=${JSON.stringify(activation)}; a classifier ends with softmax, sigmoid or none`,
      { layer: name, setting: 'activation' },
    )
  }
  // One output with a sigmoid is the second of two labels.
  return units === 1 ? 'single' : head
}

/**
 * What the user says and what the file says, where they agree.
 *
 * @throws IMPORT_UNSUPPORTED naming what differs
 */
export function agreed({ names, pooling, head }: KerasPlan, options: NetworkOptions): NetworkOptions {
  if (options.pooling !== undefined && options.pooling !== pooling) {
    throw importRefused(`its layers pool by ${pooling}, not by ${options.pooling}; leave --pooling out`, {
      pooling,
    })
  }
  // Grades have the softmax of single labels.
  const isSame = options.head === head || (options.head === 'ordinal' && head === 'single')
  if (options.head !== undefined && head !== undefined && !isSame) {
    throw importRefused(`its last layer is that of head ${head}, not of ${options.head}; leave --head out`, {
      head,
    })
  }
  const known = options.head ?? head
  return { names: { ...names, ...options.names }, pooling, ...(known ? { head: known } : {}) }
}
