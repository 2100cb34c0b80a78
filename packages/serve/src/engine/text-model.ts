import {
  ONNX_METADATA,
  type ProbabilityModel,
  padBatch,
  type ServableBundle,
  TextgateError,
  type Tokenizer,
  type TokenizerConfig,
  tokensRead,
} from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import type { TextInput } from '../service/inference-service.ts'
import { DEFAULT_MAX_BATCH, microBatches } from './micro-batches.ts'
import { readOnnxMetadata } from './onnx-metadata.ts'
import { openSession } from './onnx-session.ts'

/** One thread a run: several runs side by side on several workers answer more texts than one run on several cores. */
export const DEFAULT_THREADS = 1

/** The parts of a servable bundle that answering needs; the trained weights are not among them. */
export type TextModelSource = Pick<ServableBundle, 'manifest' | 'tokenizerJson' | 'onnx' | 'externalData'>

/** How a model runs. */
export interface TextModelOptions {
  /** ONNX Runtime threads inside one run, at least 1; 1 unless given. */
  readonly threads?: number
  /** Texts of one run at most, at least 1; 32 unless given. */
  readonly maxBatch?: number
}

/** Texts in, probabilities out: tokenizer, batching and ONNX Runtime behind one function. */
export interface TextModel extends Required<ProbabilityModel> {
  /**
   * Class probabilities, float32, row-major, shape [inputs, classes], in the order of the inputs. Blocks the thread
   * while the model runs; between runs it lets other work in.
   *
   * @param isStopped - asked before each run; true ends the work with SERVER_CLOSING
   */
  probabilities(inputs: readonly TextInput[], isStopped?: () => boolean): Promise<Float32Array>
  readonly tokenizer: Tokenizer
  /** Frees the model; call it when no text is being answered. */
  close(): Promise<void>
}

/**
 * Loads tokenizer and model and checks that they belong together.
 *
 * @throws BUNDLE_FILE_TAMPERED when tokenizer, model and manifest are not from one bundle
 * @throws MODEL_FAILED when ONNX Runtime cannot load the model
 * @throws TOKENIZER_INVALID, TOKENIZER_SEGMENTER_MISSING as `loadTokenizer` does
 */
export async function openTextModel(
  { manifest, tokenizerJson, onnx, externalData }: TextModelSource,
  { threads = DEFAULT_THREADS, maxBatch = DEFAULT_MAX_BATCH }: TextModelOptions = {},
): Promise<TextModel> {
  const tokenizer = await openTokenizer(tokenizerJson, manifest.config.tokenizer)
  checkOrigin(manifest, tokenizer, onnx)
  const classes = manifest.labels.length
  const session = await openSession(onnx, { classes, threads, externalData })
  const tokensOf = (length: number): number => tokensRead(manifest.config.model, length)
  return {
    probabilities: async (inputs, isStopped = () => false) => {
      const rows = inputs.map((input) => (typeof input === 'string' ? tokenizer.encodeIds(input) : input))
      const lengths = rows.map((row) => tokensOf(row.length))
      const batches = microBatches(lengths, maxBatch)
      if (batches.length === 1 && !isStopped()) return session.predict(padBatch(rows))
      const result = new Float32Array(inputs.length * classes) // [inputs, classes]
      for (const members of batches) {
        if (isStopped()) throw stopped()
        const batch = padBatch(members.map((i) => rows[i] as Int32Array))
        const answers = await session.predict(batch) // [members, classes]
        members.forEach((i, row) => {
          result.set(answers.subarray(row * classes, (row + 1) * classes), i * classes)
        })
      }
      return result
    },
    tokenizer,
    predict: (batch) => session.predict(batch),
    tokensRead: tokensOf,
    close: () => session.close(),
  }
}

/** @throws TOKENIZER_INVALID, TOKENIZER_SEGMENTER_MISSING as `loadTokenizer` does */
export async function openTokenizer(json: string, config: TokenizerConfig): Promise<Tokenizer> {
  if (config.chinese !== 'jieba') return loadTokenizer(json)
  // Only on demand: the dictionary takes time and memory, and the package is an optional peer.
  const { jiebaSegmenter } = await import('@textgate/tokenizer/jieba')
  return loadTokenizer(json, { segmenter: await jiebaSegmenter() })
}

function checkOrigin(manifest: TextModelSource['manifest'], tokenizer: Tokenizer, onnx: Uint8Array): void {
  if (tokenizer.fingerprint !== manifest.tokenizerFingerprint) {
    throw foreign('tokenizer.json is not the one that the manifest names')
  }
  const metadata = readOnnxMetadata(onnx)
  const fingerprint = metadata.get(ONNX_METADATA.tokenizerFingerprint)
  if (fingerprint === undefined) throw foreign('model.onnx names no tokenizer, so textgate did not export it')
  if (fingerprint !== tokenizer.fingerprint) throw foreign('model.onnx was exported for another tokenizer')
  if (metadata.get(ONNX_METADATA.labels) !== JSON.stringify(manifest.labels)) {
    throw foreign('model.onnx was exported with other labels than the manifest has')
  }
}

function foreign(reason: string): TextgateError {
  return new TextgateError('BUNDLE_FILE_TAMPERED', `${reason}; copy the bundle again or export it anew`)
}

function stopped(): TextgateError {
  return new TextgateError('SERVER_CLOSING', 'the server stopped before these texts were answered; ask again')
}
