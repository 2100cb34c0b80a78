import type { ModelConfig, WeightTensor } from '@textgate/core'
import { type PlainStates, plainEncoder, recurrentLayers } from './plain-encoders.ts'
import { plainPooling } from './plain-pooling.ts'

type Weights = (name: string) => WeightTensor

/** The vector of a text, whatever the way in which long texts are read, straight from the definitions. */
export function plainText(config: ModelConfig, at: Weights, ids: Int32Array): number[] {
  const windows = windowsOf(config, ids).map((window) => plainEncoder(config, at, window))
  if (config.longText === 'hierarchical') return plainDocument(config, at, windows)
  const { hiddenSize } = config
  const [first, last] = [windows[0] as PlainStates, windows.at(-1) as PlainStates]
  const final = [...last.final.slice(0, hiddenSize), ...first.final.slice(hiddenSize)]
  return plainPooling(
    config,
    at,
    windows.flatMap(({ states }) => states),
    config.longText === 'truncate' ? last.final : final,
  )
}

/** The text itself, or windows until one holds its end. */
function windowsOf({ longText, windowLength, windowOverlap }: ModelConfig, ids: Int32Array): Int32Array[] {
  if (longText === 'truncate') return [ids]
  const windows: Int32Array[] = []
  for (let start = 0; ; start += windowLength - windowOverlap) {
    windows.push(ids.subarray(start, start + windowLength))
    if (start + windowLength >= ids.length) return windows
  }
}

/** A bidirectional GRU over the pooled vectors of windows that have tokens, and attention over its states. */
function plainDocument(config: ModelConfig, at: Weights, windows: readonly PlainStates[]): number[] {
  const vectors = windows
    .filter(({ states }) => states.length > 0)
    .map(({ states, final }) => plainPooling(config, at, states, final))
  const network = { encoder: 'gru', layers: 1, bidirectional: true, pooling: 'attention' } as const
  const second: ModelConfig = { ...config, ...network, attentionHeads: 1 }
  const ofDocument: Weights = (name) => at(`document.${name}`)
  const { states, final } = recurrentLayers(second, ofDocument, vectors)
  return plainPooling(second, ofDocument, states, final)
}
