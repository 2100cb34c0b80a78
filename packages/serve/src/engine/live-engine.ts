import { TextgateError } from '@textgate/core'
import { type ModelDirectory, modelDirectory } from '../service/model-directory.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { Engine } from './engine.ts'

/** How long an engine that was replaced still answers requests that had chosen their model before, in milliseconds. */
const GRACE_MS = 1_000

/** The engine of the moment, and those before it until what they had begun is answered. */
export interface LiveEngine extends Omit<Engine, 'served'> {
  readonly models: ModelDirectory
  /** Answers with another engine from now on; resolves when the one before is closed. */
  swap(next: Engine): Promise<void>
}

/**
 * One engine after the other behind the same functions: a request that has chosen a version of a model is answered by the
 * engine that has it, so that no answer mixes two versions.
 */
export function liveEngine(first: Engine): LiveEngine {
  let current = first
  let models = modelDirectory(first.served)
  const before = new Set<Engine>()
  let closing: Promise<unknown> | undefined

  function engineOf(model: ServedModel): Engine {
    if (hasModel(current, model)) return current
    for (const engine of before) if (hasModel(engine, model)) return engine
    throw new TextgateError(
      'MODEL_NOT_FOUND',
      `version ${model.version} of model ${model.name} was replaced or unloaded meanwhile; ask again`,
    )
  }

  /** The engine's own promise: one more for each request would cost more than it does. */
  function asked<T>(model: ServedModel, question: (engine: Engine) => Promise<T>): Promise<T> {
    try {
      return question(engineOf(model))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async function retire(engine: Engine): Promise<void> {
    before.add(engine)
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS))
    await engine.idle()
    before.delete(engine)
    if (!closing) await engine.close() // else it was closed with all others
  }

  return {
    get models() {
      return models
    },
    get isReady() {
      return current.isReady
    },
    probabilities: (model, inputs, options) =>
      asked(model, (engine) => engine.probabilities(model, inputs, options)),
    run: (model, inputs, outputs, options) =>
      asked(model, (engine) => engine.run(model, inputs, outputs, options)),
    tokenizer: (model) => asked(model, (engine) => engine.tokenizer(model)),
    waiting: (key) => current.waiting(key),
    idle: async () => {
      await Promise.all([current, ...before].map((engine) => engine.idle()))
    },
    swap: (next) => {
      const last = current
      current = next
      models = modelDirectory(next.served)
      return retire(last)
    },
    close: async () => {
      closing ??= Promise.all([current, ...before].map((engine) => engine.close()))
      await closing
    },
  }
}

function hasModel({ served }: Engine, { key }: ServedModel): boolean {
  return served.some((model) => model.key === key)
}
