import { predictionsOf, TextgateError } from '@textgate/core'
import type { ServedModel } from '../model-repository.ts'
import { parseClassifyRequest } from './classify-request.ts'
import type { Route } from './http-app.ts'
import { jsonBody } from './json-body.ts'
import { invalidRequest } from './request-error.ts'
import type { TextService } from './text-service.ts'

/**
 * `POST /v1/classify`: `{ "text": string | string[], "model"?, "top_k"? }` gives
 * `{ "model", "predictions": [{ "label", "probability", "probabilities" }] }`, one prediction a text; with head multi each
 * has `labels`, too, and `label` is null where there are none.
 */
export function classifyRoutes(service: TextService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/classify',
      answer: async ({ headers, body, signal }) => {
        const request = parseClassifyRequest(jsonBody({ headers, body }), service.maxTexts)
        const { name, manifest, rule } = chooseModel(service, request.model)
        const probabilities = await service.probabilities(name, request.texts, signal)
        return { model: name, predictions: predictionsOf(probabilities, manifest.labels, rule, request.topK) }
      },
    },
  ]
}

function chooseModel({ models }: TextService, name: string | undefined): ServedModel {
  const names = [...models.keys()].join(', ')
  if (name === undefined) {
    const [only, ...others] = models.values()
    if (only && others.length === 0) return only
    throw invalidRequest(`this server has several models; set model to one of ${names}`)
  }
  const model = models.get(name)
  if (model) return model
  throw new TextgateError('MODEL_NOT_FOUND', `this server has no model ${name}; it has ${names}`)
}
