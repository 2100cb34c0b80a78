import { convBlocks } from './conv-blocks.ts'
import { convStates } from './conv-states.ts'
import type { Encoder } from './encoder.ts'

/**
 * Convolutions of several widths side by side over the embeddings, `hiddenSize` filters of each width, and a ReLU (Kim,
 * "Convolutional Neural Networks for Sentence Classification", 2014). There are zeros before a text's start and after its
 * end, so that each token has a state, whatever the length; see `convLayer` for the equation. A state has the filters of
 * all widths side by side, narrow ones first. Weights are named `cnn.{width}.{part}`.
 */
export const cnn: Encoder = {
  weightShapes: ({ filterWidths, embeddingSize, hiddenSize }) =>
    new Map(
      filterWidths.flatMap((width): [string, readonly number[]][] => [
        [`cnn.${width}.kernel`, [width, embeddingSize, hiddenSize]],
        [`cnn.${width}.bias`, [hiddenSize]],
      ]),
    ),
  statesWidth: ({ filterWidths, hiddenSize }) => filterWidths.length * hiddenSize,
  encode: convStates,
  encodeBlocks: convBlocks,
}
