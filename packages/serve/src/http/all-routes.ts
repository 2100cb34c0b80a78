import { inferenceRoutes } from '../inference-protocol/rest/routes.ts'
import { metricsRoutes } from '../metrics/metrics-routes.ts'
import type { InferenceService } from '../service/inference-service.ts'
import { classifyRoutes } from './classify-routes.ts'
import { explainRoutes } from './explain-routes.ts'
import { modelRoutes } from './model-routes.ts'
import { openApiRoutes } from './openapi/openapi-routes.ts'
import type { Route } from './route.ts'

/** What concerns the routes that describe the others. */
export interface AllRoutesOptions {
  /** Whether there are such routes. */
  readonly hasPages?: boolean
  /** Where all routes are mounted; at the root unless given. */
  readonly prefix?: string
}

/** Everything that the server answers over HTTP, but for the page at its root. */
export function allRoutes(
  service: InferenceService,
  { hasPages = true, prefix = '' }: AllRoutesOptions = {},
): Route[] {
  return [
    ...classifyRoutes(service),
    ...explainRoutes(service),
    ...modelRoutes(service),
    ...inferenceRoutes(service),
    ...metricsRoutes(service),
    ...(hasPages ? openApiRoutes(prefix) : []),
  ]
}
