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
    for (const engine of [current, ...before]) {
      if (engine.served.some(({ key }) => key === model.key)) return engine
    }
    throw new TextgateError(
      'MODEL_NOT_FOUND',
      `version ${model.version} of model ${model.name} was replaced or unloaded meanwhile; ask again`,
    )
  }

  async function retire(engine: Engine): Promise<void> {
    before.add(engine)
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS))
    await engine.idle()
    before.delete(engine)
    await engine.close()
  }

  return {
    get models() {
      return models
    },
    get isReady() {
      return current.isReady
    },
    probabilities: async (model, inputs, options) => engineOf(model).probabilities(model, inputs, options),
    run: async (model, inputs, outputs, options) => engineOf(model).run(model, inputs, outputs, options),
    tokenizer: async (model) => engineOf(model).tokenizer(model),
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
