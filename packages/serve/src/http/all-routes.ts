import { inferenceRoutes } from '../inference-protocol/rest/routes.ts'
import { metricsRoutes } from '../metrics/metrics-routes.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { classifyRoutes } from './classify-routes.ts'
import { explainRoutes } from './explain-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { openApiRoutes } from './openapi/openapi-routes.ts'
import type { Route } from './route.ts'

/** Everything that the server answers over HTTP. */
export function allRoutes(service: InferenceService): Route[] {
  return [
    ...classifyRoutes(service),
    ...explainRoutes(service),
    ...modelRoutes(service),
    ...inferenceRoutes(service),
    ...metricsRoutes(service),
    ...openApiRoutes(),
  ]
}
