import { RawAnswer } from '../http/raw-answer.ts'
import type { Route } from '../http/route.ts'
import type { InferenceService } from '../service/inference-service.ts'

/** `GET /metrics`, of all processes of the server together. */
export function metricsRoutes(service: InferenceService): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      isHealth: true,
      answer: async () =>
        new RawAnswer(await service.metrics(), {
          'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        }),
    },
  ]
}
