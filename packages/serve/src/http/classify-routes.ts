import { Readable } from 'node:stream'
import { predictionsOf } from '@textgate/core'
import { invalidRequest } from '../invalid-request.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { chooseModel } from './choose-model.ts'
import { parseClassifyQuery } from './classify-query.ts'
import { callOptionsOf, parseClassifyRequest } from './classify-request.ts'
import { jsonBody } from './json-body.ts'
import { classifyLines } from './ndjson/classify-lines.ts'
import { isNdjson, NDJSON } from './ndjson/ndjson-type.ts'
import { plainStream } from './ndjson/plain-stream.ts'
import { RawAnswer } from './raw-answer.ts'
import { abortSignalOf } from './request-signal.ts'
import type { Route, RouteRequest } from './route.ts'

/**
 * `POST /v1/classify`: `{ "text": string | string[], "model"?, "version"?, "top_k"?, "timeout_ms"?, "priority"? }` gives
 * `{ "model", "version", "predictions": [{ "label", "probability", "probabilities" }] }`, one prediction a text; with head
 * multi each has `labels`, too, and `label` is null where there are none. Of NDJSON each line is a text, and each line of the
 * answer a prediction.
 */
export function classifyRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/classify',
      answer: (request) =>
        isNdjson(request.headers['content-type'])
          ? answerLines(service, request)
          : answerTexts(service, request),
    },
  ]
}

function answerTexts(service: InferenceService, { headers, body, signal }: RouteRequest): Promise<unknown> {
  const request = parseClassifyRequest(jsonBody({ headers, body }), service.limits)
  const model = chooseModel(service, request)
  return service.probabilities(model, request.texts, callOptionsOf(request, signal)).then((probabilities) => {
    const { manifest, rule } = model.text
    const predictions = predictionsOf(probabilities, manifest.labels, rule, request.topK)
    return { model: model.name, version: model.version, predictions }
  })
}

function answerLines(service: InferenceService, { headers, query, body, signal }: RouteRequest): RawAnswer {
  const request = parseClassifyQuery(query)
  const model = chooseModel(service, request)
  if (!(body instanceof Readable)) throw invalidRequest('the body is empty; send a text a line')
  const lines = classifyLines(
    service,
    model,
    request,
    plainStream(body, headers['content-encoding']),
    abortSignalOf(signal),
  )
  return new RawAnswer(lines, { 'content-type': NDJSON })
}
