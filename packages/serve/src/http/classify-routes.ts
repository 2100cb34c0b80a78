import { TextgateError } from '@textgate/core'
import type { ServedModel } from '../model-repository.ts'
import { predictionsOf } from '../predictions.ts'
import { parseClassifyRequest } from './classify-request.ts'
import type { Route } from './http-app.ts'
import { jsonBody } from './json-body.ts'
import { invalidRequest } from './request-error.ts'
import type { TextService } from './text-service.ts'

/**
 * `POST /v1/classify`: `{ "text": string | string[], "model"?, "top_k"? }` gives
 * `{ "model", "predictions": [{ "label", "probability", "probabilities" }] }`, one prediction a text.
 */
export function classifyRoutes(service: TextService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/classify',
      answer: async ({ headers, body, signal }) => {
        const request = parseClassifyRequest(jsonBody({ headers, body }), service.maxTexts)
        const { name, manifest } = chooseModel(service, request.model)
        const probabilities = await service.probabilities(name, request.texts, signal)
        return { model: name, predictions: predictionsOf(probabilities, manifest.labels, request.topK) }
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
