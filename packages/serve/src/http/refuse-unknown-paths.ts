import type { FastifyInstance } from 'fastify'
import { invalidRequest } from '../invalid-request.ts'
import { shortName } from '../name-of.ts'
import { pathOf } from './path-of.ts'

/** Answers what no route has below the place where the routes are mounted. */
export function refuseUnknownPaths(app: FastifyInstance): void {
  const prefix = app.prefix.replace(/\/$/, '')
  app.setNotFoundHandler((request) => {
    const path = shortName(pathOf(request.url))
    throw invalidRequest(`there is no ${path}; ask GET ${prefix}/v2 or POST ${prefix}/v1/classify`, 404)
  })
}
