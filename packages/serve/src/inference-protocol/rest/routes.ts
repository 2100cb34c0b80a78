import { TextgateError } from '@textgate/core'
import type { Route } from '../../http/route.ts'
import type { InferenceService } from '../../service/inference-service.ts'
import type { ServedModel } from '../../service/served-model.ts'
import { infer, requestedOutputs } from '../infer.ts'
import { modelMetadata, serverMetadata } from '../model-metadata.ts'
import { modelStatistics } from '../model-statistics.ts'
import { inferAnswer } from './infer-answer.ts'
import { isBinaryOutput, parseInferBody } from './infer-body.ts'
import { repositoryRoutes } from './repository-routes.ts'

const MODEL = '/v2/models/:model'
const VERSION = `${MODEL}/versions/:version`

/**
 * The REST routes of the Open Inference Protocol V2
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md) with the extensions
 * for binary tensors, classification, schedule policies, statistics and the model repository
 * (https://github.com/triton-inference-server/server/tree/main/docs/protocol).
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
      method: 'GET',
      path: `${path}/stats`,
      answer: async ({ parameters: { model, version } }) => ({
        model_stats: await modelStatistics(service, model, version),
      }),
    },
    {
      method: 'POST',
      path: `${path}/infer`,
      answer: async ({ parameters, headers, body, signal }) => {
        const model = findModel(service, parameters)
        const request = parseInferBody({ headers, body }, model)
        const outputs = requestedOutputs(model, request.outputs)
        const isBinary = outputs.map((output) => isBinaryOutput(output, request.isBinary))
        const tensors = await infer(service, model, request, signal)
        return inferAnswer(
          model,
          request.id,
          tensors.map((tensor, i) => ({ tensor, isBinary: isBinary[i] as boolean })),
        )
      },
    },
  ])
  return [
    { method: 'GET', path: '/v2', answer: () => serverMetadata(service) },
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
    {
      method: 'GET',
      path: '/v2/models/stats',
      answer: async () => ({ model_stats: await modelStatistics(service) }),
    },
    ...modelRoutes,
    ...repositoryRoutes(service),
  ]
}

function findModel(
  { models }: InferenceService,
  { model = '', version }: Readonly<Record<string, string>>,
): ServedModel {
  return models.find(model, version)
}

function checkReady({ isOpen, isReady }: InferenceService): void {
  if (!isOpen) throw new TextgateError('SERVER_CLOSING', 'the server is stopping; ask another instance')
  if (isReady) return
  throw new TextgateError('MODEL_FAILED', 'no worker has its models loaded; see the server log', {
    details: { status: 503 },
  })
}
