import { importRefused } from '../import-refused.ts'
import type { ImportedNetwork } from '../imported-network.ts'
import { zeros } from '../matrices.ts'
import { networkOf } from '../network-of.ts'
import type { NetworkOptions } from '../network-options.ts'
import type { LayerWeights } from '../network-parts.ts'
import { openKerasFile } from './keras-file.ts'
import { groupsIn, kerasLayer, variablesOf } from './keras-layers.ts'
import { agreed, kerasPlan } from './keras-plan.ts'

/** What Keras calls the groups of recurrent layers, each perhaps with a number. */
const RECURRENT_GROUP = /^(bidirectional|gru|lstm|simple_rnn)(_(?<number>\d+))?$/

const WEIGHTS_ALONE =
  'the file says nothing of activations and reset_after: they are taken to be those that Keras has unless told otherwise'

/**
 * Reads a text classifier of Keras 3: Embedding, GRU, LSTM or SimpleRNN layers, perhaps in Bidirectional, perhaps a global pooling,
 * and Dense; dropout layers are passed over. A `.keras` file says how it is built, of a `.weights.h5` file pooling and head are
 * to be given.
 *
 * @param file - bytes of the `.keras` or `.weights.h5` file
 * @throws IMPORT_UNSUPPORTED naming a layer or a setting that no network of textgate has, or what is missing
 */
export async function importKeras(file: Uint8Array, options: NetworkOptions = {}): Promise<ImportedNetwork> {
  const { tensors, config } = await openKerasFile(file)
  const plan = config === undefined ? undefined : kerasPlan(config)
  const settled = plan ? agreed(plan, options) : options
  const groups = groupsIn(tensors)
  const { embedding = 'embedding', recurrent = recurrentIn(groups), head = 'dense' } = settled.names ?? {}
  const recurrentNames = [recurrent].flat()
  const used = [embedding, ...recurrentNames, head]
  const other = groups.find((group) => !used.includes(group))
  if (other !== undefined) {
    throw importRefused(
      `layer ${other} has weights, and no place between embedding, recurrent layers and head; name the layers with --names`,
      { layer: other },
    )
  }
  const [table] = variablesOf(embedding, tensors)
  const [headKernel, headBias] = variablesOf(head, tensors)
  if (!table || !headKernel) throw importRefused('embedding or head have no weights', {})
  const layers = recurrentNames.map((name) => kerasLayer(name, tensors))
  return networkOf(
    {
      embedding: table,
      layers: layers as [LayerWeights, ...LayerWeights[]],
      headKernel,
      headBias: headBias ?? zeros(headKernel.shape[1] as number),
    },
    settled,
    plan?.notes ?? [WEIGHTS_ALONE],
  )
}

/** Layers of one class, in the order of their numbers. */
function recurrentIn(groups: readonly string[]): string[] {
  const number = (name: string): number => Number(RECURRENT_GROUP.exec(name)?.groups?.number ?? 0)
  const found = groups.filter((name) => RECURRENT_GROUP.test(name)).sort((a, b) => number(a) - number(b))
  const kinds = new Set(found.map((name) => name.replace(/_\d+$/, '')))
  if (kinds.size === 1) return found
  throw importRefused(
    `the file has layers ${groups.join(', ')}; say with --names which are recurrent, from the first to the last, e.g. {"recurrent": ["gru", "gru_1"]}`,
    { groups },
  )
}
