import type { InferenceService } from './inference-service.ts'

/** The service with other functions that answer. What there is at a moment is asked of the service each time. */
export function overService(
  service: InferenceService,
  answering: Partial<Pick<InferenceService, 'probabilities' | 'run'>>,
): InferenceService {
  return {
    limits: service.limits,
    log: service.log,
    logRequest: service.logRequest,
    control: service.control,
    get models() {
      return service.models
    },
    get isOpen() {
      return service.isOpen
    },
    get keepsConnections() {
      return service.keepsConnections
    },
    get isReady() {
      return service.isReady
    },
    probabilities: service.probabilities,
    run: service.run,
    tokenizer: service.tokenizer,
    statistics: service.statistics,
    metrics: service.metrics,
    ...answering,
  }
}
