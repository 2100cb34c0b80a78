import type { CallerSignal } from '../service/caller-signal.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** The service, and which model each caller's request was about. */
export interface MeasuredService {
  readonly service: InferenceService
  /** By the signal of the request. */
  readonly models: WeakMap<CallerSignal, ServedModel>
  /** Milliseconds since 1970 of the last answer, by the key of the model. */
  readonly lastAnswers: Map<string, number>
}

/** Counts the answers of a service. */
export function measuredService(service: InferenceService, metrics: ServerMetrics): MeasuredService {
  const models = new WeakMap<CallerSignal, ServedModel>()
  const lastAnswers = new Map<string, number>()
  const note = (model: ServedModel, signal: CallerSignal | undefined) => {
    if (signal) models.set(signal, model)
  }
  const measured: InferenceService = Object.create(service, {
    probabilities: {
      value: (async (model, inputs, options) => {
        note(model, options.signal)
        const probabilities = await service.probabilities(model, inputs, options)
        lastAnswers.set(model.key, Date.now())
        metrics.answered(model, probabilities)
        return probabilities
      }) satisfies InferenceService['probabilities'],
    },
    run: {
      value: (async (model, inputs, outputs, options) => {
        note(model, options.signal)
        const answer = await service.run(model, inputs, outputs, options)
        lastAnswers.set(model.key, Date.now())
        return answer
      }) satisfies InferenceService['run'],
    },
  })
  return { service: measured, models, lastAnswers }
}
