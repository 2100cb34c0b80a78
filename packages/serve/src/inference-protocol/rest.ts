import { TextgateError } from '@textgate/core'
import type { Route } from '../http/http-app.ts'
import { jsonBody } from '../http/json-body.ts'
import type { TextService } from '../http/text-service.ts'
import type { ServedModel } from '../model-repository.ts'
import { parseInferRequest } from './infer-request.ts'
import { inferResponse, MODEL_VERSION, modelMetadata, outputsOf, serverMetadata } from './tensors.ts'

const MODEL = '/v2/models/:model'
const VERSION = `${MODEL}/versions/:version`

/**
 * The REST routes of the Open Inference Protocol V2
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md), tensors as JSON.
 */
export function inferenceRoutes(service: TextService): Route[] {
  const modelRoutes = [MODEL, VERSION].flatMap((path): Route[] => [
    { method: 'GET', path, answer: ({ parameters }) => modelMetadata(findModel(service, parameters)) },
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
          outputs: outputsOf(model.rule.head),
          maxTexts: service.maxTexts,
        })
        return inferResponse(model, request, await service.probabilities(model.name, request.texts, signal))
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

function findModel({ models }: TextService, parameters: Readonly<Record<string, string>>): ServedModel {
  const { model: name = '', version = MODEL_VERSION } = parameters
  const model = models.get(name)
  if (!model) {
    throw new TextgateError(
      'MODEL_NOT_FOUND',
      `this server has no model ${name}; it has ${[...models.keys()].join(', ')}`,
    )
  }
  if (version === MODEL_VERSION) return model
  throw new TextgateError(
    'MODEL_NOT_FOUND',
    `model ${name} has no version ${version}; it has ${MODEL_VERSION}`,
  )
}

function checkReady({ isOpen, isReady }: TextService): void {
  if (!isOpen) throw new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance')
  if (isReady) return
  throw new TextgateError('MODEL_FAILED', 'no worker has its models loaded; see the server log', {
    details: { status: 503 },
  })
}
