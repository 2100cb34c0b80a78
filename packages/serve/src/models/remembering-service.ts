import type { InferenceService } from '../service/inference-service.ts'
import { overService } from '../service/over-service.ts'
import type { RecentTexts } from './recent-texts.ts'

/** The service, which keeps the texts that it is asked; token ids are none. */
export function rememberingService(service: InferenceService, recent: RecentTexts): InferenceService {
  const probabilities: InferenceService['probabilities'] = (model, inputs, options) => {
    const at = Date.now()
    const texts = inputs.filter((input) => typeof input === 'string')
    recent.add(texts.map((text) => ({ model: model.name, text, at })))
    return service.probabilities(model, inputs, options)
  }
  return overService(service, { probabilities })
}
