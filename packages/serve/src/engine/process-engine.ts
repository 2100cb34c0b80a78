import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLE_FILES, TextgateError, type Tokenizer } from '@textgate/core'
import type { TextInput } from '../service/inference-service.ts'
import type { ServedTextModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { startProcessPool } from './process-pool.ts'
import { startScheduler } from './scheduler.ts'
import { openTokenizer } from './text-model.ts'

/** Characters of one job, padding included, at most; the process cuts it by tokens into runs. */
const MAX_CELLS = 65_536

/** Characters that a token is taken for, where a request has ids instead of a text. */
const CHARACTERS_A_TOKEN = 4

/**
 * Models in processes of their own, behind this one: whatever they compute, this process answers, and what crashes or hangs is
 * replaced. Texts go to them as they are; the tokenizer runs there.
 *
 * @throws whatever loading a model throws
 */
export async function startProcessEngine(options: EngineOptions, program?: URL): Promise<Engine> {
  const pool = await startProcessPool({
    ...options,
    program,
    onHelpless: (error) => scheduler.failWaiting(error),
  })
  const scheduler = startScheduler({ executor: pool, maxCells: MAX_CELLS, ...options })
  const tokenizers = new Map<string, Promise<Tokenizer>>()

  /** This process has no tokenizer of its own until somebody asks for one. */
  async function readTokenizer({ name, version, text }: ServedTextModel): Promise<Tokenizer> {
    const source = options.sources.find((each) => each.name === name && each.version === version)
    const json = await readFile(join(source?.folder ?? '', BUNDLE_FILES.tokenizer), 'utf8')
    const tokenizer = await openTokenizer(json, text.manifest.config.tokenizer)
    if (tokenizer.fingerprint === text.manifest.tokenizerFingerprint) return tokenizer
    throw new TextgateError(
      'BUNDLE_FILE_TAMPERED',
      `tokenizer.json of model ${name} has changed since it was loaded; load the model again`,
    )
  }

  return {
    served: pool.served,
    get isReady() {
      return pool.isReady
    },
    probabilities: ({ key, text }, inputs, call) => {
      const lengths = inputs.map(charactersOf)
      const classes = text.manifest.labels.length
      return scheduler.texts(key, { inputs, lengths, classes }, call)
    },
    run: ({ key }, inputs, outputs, call) =>
      scheduler.tensors(key, { inputs, outputs, length: elementsOf(inputs) }, call),
    tokenizer: (model) => {
      const known = tokenizers.get(model.key) ?? readTokenizer(model)
      tokenizers.set(model.key, known)
      known.catch(() => tokenizers.delete(model.key))
      return known
    },
    waiting: scheduler.waiting,
    idle: scheduler.idle,
    close: async () => {
      scheduler.close(closingError())
      await pool.close()
    },
  }
}

export function charactersOf(input: TextInput): number {
  return typeof input === 'string' ? input.length : input.length * CHARACTERS_A_TOKEN
}

export function elementsOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, { data }) => sum + data.length, 0)
}

export function closingError(): TextgateError {
  return new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance, or again later')
}
