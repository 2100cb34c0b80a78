import {
  answerRule,
  byProbability,
  ONNX_INTERFACE,
  type Prediction,
  padBatch,
  predictionsOf,
  tokensRead,
} from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import type { Explanation } from '../../../packages/serve/page/client/model-client.ts'
import { microBatches } from '../../../packages/serve/src/engine/micro-batches.ts'
import type { FetchedBundle } from './fetch-bundle.ts'
import { textPieces } from './text-pieces.ts'

/** A classifier that runs where it is called. */
export interface BrowserClassifier {
  /** One prediction a text, in the order of the texts. */
  classify(texts: readonly string[]): Promise<Prediction[]>
  /** What each piece of a text adds to the probability of a label, which is the most probable one unless given. */
  explain(text: string, label?: string): Promise<Explanation>
}

/**
 * Loads a bundle into ONNX Runtime's WebAssembly.
 *
 * @throws TOKENIZER_INVALID, TOKENIZER_SEGMENTER_MISSING as `loadTokenizer` does: jieba needs Node
 */
export async function loadBrowserClassifier(bundle: FetchedBundle): Promise<BrowserClassifier> {
  const { manifest, externalData } = bundle
  const { labels, config } = manifest
  const tokenizer = loadTokenizer(bundle.tokenizerJson)
  // More need shared memory, which browsers give to pages with two further headers alone.
  env.wasm.numThreads = 1
  const session = await InferenceSession.create(
    bundle.onnx,
    externalData ? { externalData: [externalData] } : {},
  )
  const classes = labels.length
  const rule = answerRule(manifest)

  /** Row-major, shape [rows, classes]. */
  const probabilitiesOf = async (rows: readonly Int32Array[]): Promise<Float32Array> => {
    const result = new Float32Array(rows.length * classes)
    const lengths = rows.map((row) => tokensRead(config.model, row.length))
    for (const members of microBatches(lengths)) {
      const batch = padBatch(members.map((i) => rows[i] as Int32Array))
      const feeds = {
        [ONNX_INTERFACE.ids]: new Tensor('int32', batch.ids, [batch.size, batch.length]),
        [ONNX_INTERFACE.lengths]: new Tensor('int32', batch.lengths, [batch.size]),
      }
      const outputs = await session.run(feeds, [ONNX_INTERFACE.probabilities])
      const answers = outputs[ONNX_INTERFACE.probabilities]?.data as Float32Array // [members, classes]
      for (const [row, i] of members.entries()) {
        result.set(answers.subarray(row * classes, (row + 1) * classes), i * classes)
      }
    }
    return result
  }

  return {
    classify: async (texts) => {
      const rows = texts.map((text) => tokenizer.encodeIds(text))
      return predictionsOf(await probabilitiesOf(rows), labels, rule)
    },
    explain: async (text, label) => {
      const { ids, offsets } = tokenizer.encode(text)
      const pieces = textPieces(offsets)
      const without = pieces.map(({ first, end }) => ids.filter((_, i) => i < first || i >= end))
      const probabilities = await probabilitiesOf([ids, ...without])
      const explained =
        label === undefined
          ? (byProbability(probabilities.subarray(0, classes))[0] as number)
          : labels.indexOf(label)
      const probability = probabilities[explained] as number
      const tokens = pieces.map(({ first, end }, i) => {
        const [start, stop] = [offsets[2 * first] as number, offsets[2 * end - 1] as number]
        const weight = probability - (probabilities[(i + 1) * classes + explained] as number)
        return { token: text.slice(start, stop), start, end: stop, weight }
      })
      return { label: labels[explained] as string, probability, tokens }
    },
  }
}
