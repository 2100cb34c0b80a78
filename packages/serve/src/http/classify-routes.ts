import { predictionsOf } from '@textgate/core'
import type { InferenceService } from '../service/inference-service.ts'
import { type ServedTextModel, textModel } from '../service/served-model.ts'
import { parseClassifyRequest } from './classify-request.ts'
import type { Route } from './http-app.ts'
import { jsonBody } from './json-body.ts'
import { invalidRequest } from './request-error.ts'

/**
 * `POST /v1/classify`: `{ "text": string | string[], "model"?, "top_k"? }` gives
 * `{ "model", "predictions": [{ "label", "probability", "probabilities" }] }`, one prediction a text; with head multi each
 * has `labels`, too, and `label` is null where there are none.
 */
export function classifyRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/classify',
      answer: async ({ headers, body, signal }) => {
        const request = parseClassifyRequest(jsonBody({ headers, body }), service.limits.maxTexts)
        const model = chooseModel(service, request.model)
        const probabilities = await service.probabilities(model, request.texts, { signal })
        const { manifest, rule } = model.text
        const predictions = predictionsOf(probabilities, manifest.labels, rule, request.topK)
        return { model: model.name, predictions }
      },
    },
  ]
}

function chooseModel({ models }: InferenceService, name: string | undefined): ServedTextModel {
  const [only, ...others] = models.names
  if (name === undefined && others.length > 0) {
    throw invalidRequest(`this server has several models; set model to one of ${models.names.join(', ')}`)
  }
  return textModel(models.find(name ?? (only as string)))
}
