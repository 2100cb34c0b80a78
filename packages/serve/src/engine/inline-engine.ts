import type { CallOptions, TextInput } from '../service/inference-service.ts'
import type { ServedTextModel } from '../service/served-model.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { inlineExecutor } from './inline-executor.ts'
import { MAX_TOKENS } from './micro-batches.ts'
import { type OpenedModel, openModel } from './open-model.ts'
import { closingError, elementsOf, startProcessEngine } from './process-engine.ts'
import { startScheduler } from './scheduler.ts'
import { type FullRun, measureFullRun } from './warm-up.ts'
import { workUnderWay } from './work-under-way.ts'

/** Characters of a request that are tokenised between other work: some milliseconds. More goes to another process. */
const MAX_CHARACTERS = 16_384

/** Milliseconds that one text may keep the event loop. A text that takes longer goes to another process. */
const MAX_TEXT_MS = 8

/** Elements of a request of tensors that run here before its model's cost is known. */
const MAX_ELEMENTS = 4_096

/**
 * Models in this process, in short runs between requests. What would keep the event loop too long, by what the model costs, goes to processes of its own, which are started with the first such request.
 *
 * @throws whatever loading a model throws
 */
export async function startInlineEngine(options: EngineOptions): Promise<Engine> {
  const models = await openModels(options)
  const scheduler = startScheduler({ executor: inlineExecutor(models), maxCells: MAX_TOKENS, ...options })
  for (const { served, full } of models.values()) {
    if (full) scheduler.expectCost(served.key, full.tokenMs, full.texts)
  }
  const served = [...models.values()].map((model) => model.served)
  const sent = workUnderWay()
  let bulk: Promise<Engine> | undefined
  let isClosing = false

  function bulkEngine(): Promise<Engine> {
    if (isClosing) return Promise.reject(closingError())
    // The same bytes as here: a file that was replaced meanwhile is refused.
    const sources = options.sources.map((source, i) => ({ ...source, key: served[i]?.key }))
    bulk ??= startProcessEngine({ ...options, sources })
    bulk.catch(() => {
      bulk = undefined // the next request tries again
    })
    return bulk
  }

  function elsewhere<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    return sent.track(bulkEngine().then(work))
  }

  function answer(model: ServedTextModel, inputs: readonly TextInput[], call: CallOptions) {
    const { text, tokenMs } = textModelOf(models, model.key)
    if (characters(inputs) > MAX_CHARACTERS) return elsewhere((it) => it.probabilities(model, inputs, call))
    const ids: Int32Array[] = []
    const lengths: number[] = []
    let longest = 1
    for (const input of inputs) {
      const row = typeof input === 'string' ? text.tokenizer.encodeIds(input) : input
      const length = text.tokensRead(row.length)
      if (length > longest) longest = length
      ids.push(row)
      lengths.push(length)
    }
    // By what it cost before the first request: what was seen since depends on what else the machine does.
    if (longest * tokenMs > MAX_TEXT_MS) return elsewhere((it) => it.probabilities(model, ids, call))
    const classes = model.text.manifest.labels.length
    return scheduler.texts(model.key, { inputs: ids, lengths, classes }, call)
  }

  return {
    served,
    get isReady() {
      return !isClosing
    },
    probabilities: answer,
    run: (model, inputs, outputs, call) => {
      const length = elementsOf(inputs)
      const cost = scheduler.costOf(model.key)
      const isLong = cost === undefined ? length > MAX_ELEMENTS : length * cost > MAX_TEXT_MS
      return isLong
        ? elsewhere((it) => it.run(model, inputs, outputs, call))
        : scheduler.tensors(model.key, { inputs, outputs, length }, call)
    },
    tokenizer: ({ key }) => Promise.resolve(textModelOf(models, key).text.tokenizer),
    waiting: scheduler.waiting,
    idle: async () => {
      await Promise.all([scheduler.idle(), sent.idle()])
    },
    close: async () => {
      isClosing = true
      scheduler.close(closingError())
      await bulk?.then((engine) => engine.close()).catch(() => undefined)
      for (const model of models.values()) await model.close()
    },
  }
}

/** A model of this engine, and what a full run of it costs; of a text model. */
interface InlineModel extends OpenedModel {
  readonly full?: FullRun
}

async function openModels({ sources, options }: EngineOptions): Promise<Map<string, InlineModel>> {
  const models = new Map<string, InlineModel>()
  try {
    for (const source of sources) {
      const model = await openModel(source, options)
      models.set(model.served.key, model)
      if (model.text) models.set(model.served.key, { ...model, full: await measureFullRun(model.text) })
    }
  } catch (error) {
    for (const model of models.values()) await model.close()
    throw error
  }
  return models
}

function textModelOf(models: ReadonlyMap<string, OpenedModel>, key: string) {
  const { text, tokenMs = 0 } = models.get(key) ?? {}
  if (!text) throw new Error(`${key} is no text model of this process`)
  return { text, tokenMs }
}

function characters(inputs: readonly TextInput[]): number {
  let sum = 0
  for (const input of inputs) if (typeof input === 'string') sum += input.length
  return sum
}
