import { predictionsOf } from '@textgate/core'
import type { InferenceService } from '../service/inference-service.ts'
import { chooseModel } from './choose-model.ts'
import { callOptionsOf, parseClassifyRequest } from './classify-request.ts'
import { jsonBody } from './json-body.ts'
import type { Route } from './route.ts'

/**
 * `POST /v1/classify`: `{ "text": string | string[], "model"?, "version"?, "top_k"?, "timeout_ms"?, "priority"? }` gives
 * `{ "model", "version", "predictions": [{ "label", "probability", "probabilities" }] }`, one prediction a text; with head
 * multi each has `labels`, too, and `label` is null where there are none.
 */
export function classifyRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/classify',
      answer: async ({ headers, body, signal }) => {
        const request = parseClassifyRequest(jsonBody({ headers, body }), service.limits)
        const model = chooseModel(service, request)
        const options = callOptionsOf(request, signal)
        const probabilities = await service.probabilities(model, request.texts, options)
        const { manifest, rule } = model.text
        const predictions = predictionsOf(probabilities, manifest.labels, rule, request.topK)
        return { model: model.name, version: model.version, predictions }
      },
    },
  ]
}
