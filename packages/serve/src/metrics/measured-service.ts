import type { ServerEvent } from '../server-event.ts'
import { recordOf } from '../service/call-record.ts'
import type { CallOptions, InferenceService, TextInput } from '../service/inference-service.ts'
import { overService } from '../service/over-service.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** The service, and when it answered. */
export interface MeasuredService {
  readonly service: InferenceService
  /** Milliseconds since 1970 of the last answer. */
  readonly lastAnswers: WeakMap<ServedModel, number>
}

/**
 * Counts the answers of a service, and notes in the record of each request what it asked.
 *
 * @param logTexts - told the texts themselves; undefined where they are nobody's business
 */
export function measuredService(
  service: InferenceService,
  metrics: ServerMetrics,
  logTexts?: (event: ServerEvent) => void,
): MeasuredService {
  const lastAnswers = new WeakMap<ServedModel, number>()
  const note = (model: ServedModel, texts: number, options: CallOptions): CallOptions => {
    const record = recordOf(options.signal)
    if (!record) return options
    record.model = model
    record.texts += texts
    return record.onRun ? { ...options, onRun: record.onRun } : options
  }
  const tell = (
    { name: model, version }: ServedModel,
    inputs: readonly TextInput[],
    options: CallOptions,
  ) => {
    // Of what was asked in ids, nobody has the text here.
    const texts = inputs.filter((input) => typeof input === 'string')
    if (texts.length === 0) return
    const { requestId = '' } = recordOf(options.signal) ?? {}
    logTexts?.({ kind: 'texts', requestId, model, version, texts })
  }
  const measured = overService(service, {
    probabilities: (model, inputs, options) => {
      const noted = note(model, inputs.length, options)
      if (logTexts) tell(model, inputs, options)
      return service.probabilities(model, inputs, noted).then((probabilities) => {
        lastAnswers.set(model, Date.now())
        metrics.answered(model, probabilities)
        return probabilities
      })
    },
    run: async (model, inputs, outputs, options) => {
      const answer = await service.run(model, inputs, outputs, note(model, 1, options))
      lastAnswers.set(model, Date.now())
      return answer
    },
  })
  return { service: measured, lastAnswers }
}
