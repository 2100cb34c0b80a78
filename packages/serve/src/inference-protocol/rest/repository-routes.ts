import { jsonBody, type RawRequest } from '../../http/json-body.ts'
import type { Route } from '../../http/route.ts'
import { invalidRequest } from '../../invalid-request.ts'
import { nameOf, shown } from '../../name-of.ts'
import type { InferenceService } from '../../service/inference-service.ts'
import { loadModel, repositoryIndex, unloadModel } from '../model-repository.ts'

/** The model repository extension: what there is, loading and unloading. */
export function repositoryRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'POST',
      path: '/v2/repository/index',
      answer: (request) => {
        const { ready } = optionalBody(request)
        if (ready !== undefined && typeof ready !== 'boolean') {
          throw invalidRequest(`ready must be true or false, not ${shown(ready)}`)
        }
        return repositoryIndex(service, ready ?? false)
      },
    },
    {
      method: 'POST',
      path: '/v2/repository/models/:model/load',
      answer: async ({ parameters: { model = '' }, ...request }) => {
        const { parameters = {} } = optionalBody(request)
        if (typeof parameters !== 'object' || parameters === null) {
          throw invalidRequest(`parameters must be an object, not ${nameOf(parameters)}`)
        }
        await loadModel(service, model, { ...parameters })
        return {}
      },
    },
    {
      method: 'POST',
      path: '/v2/repository/models/:model/unload',
      answer: async ({ parameters: { model = '' }, ...request }) => {
        optionalBody(request)
        await unloadModel(service, model)
        return {}
      },
    },
  ]
}

/** The JSON of a body that may be empty. */
function optionalBody(request: RawRequest): Record<string, unknown> {
  const { body } = request
  return body instanceof Uint8Array && body.length > 0 ? jsonBody(request) : {}
}
