import { TextgateError } from '@textgate/core'
import type { Route } from '../http/http-app.ts'
import { jsonBody } from '../http/json-body.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { type ServedTextModel, textModel } from '../service/served-model.ts'
import { parseInferRequest } from './infer-request.ts'
import { inferResponse, modelMetadata, outputsOf, serverMetadata } from './tensors.ts'

const MODEL = '/v2/models/:model'
const VERSION = `${MODEL}/versions/:version`

/**
 * The REST routes of the Open Inference Protocol V2
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md), tensors as JSON.
 */
export function inferenceRoutes(service: InferenceService): Route[] {
  const modelRoutes = [MODEL, VERSION].flatMap((path): Route[] => [
    {
      method: 'GET',
      path,
      answer: ({ parameters }) => modelMetadata(findModel(service, parameters), service.models),
    },
    {
      method: 'GET',
      path: `${path}/ready`,
      answer: ({ parameters }) => {
        const { name } = findModel(service, parameters)
        checkReady(service)
        return { name, ready: true }
      },
    },
    {
      method: 'POST',
      path: `${path}/infer`,
      answer: async ({ parameters, headers, body, signal }) => {
        const model = findModel(service, parameters)
        const request = parseInferRequest(jsonBody({ headers, body }), {
          outputs: outputsOf(model.text.rule.head),
          maxTexts: service.limits.maxTexts,
        })
        return inferResponse(model, request, await service.probabilities(model, request.texts, { signal }))
      },
    },
  ])
  return [
    { method: 'GET', path: '/v2', answer: serverMetadata },
    { method: 'GET', path: '/v2/health/live', isHealth: true, answer: () => ({ live: true }) },
    {
      method: 'GET',
      path: '/v2/health/ready',
      isHealth: true,
      answer: () => {
        checkReady(service)
        return { ready: true }
      },
    },
    ...modelRoutes,
  ]
}

function findModel(
  { models }: InferenceService,
  { model = '', version }: Readonly<Record<string, string>>,
): ServedTextModel {
  return textModel(models.find(model, version))
}

function checkReady({ isOpen, isReady }: InferenceService): void {
  if (!isOpen) throw new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance')
  if (isReady) return
  throw new TextgateError('MODEL_FAILED', 'no worker has its models loaded; see the server log', {
    details: { status: 503 },
  })
}
