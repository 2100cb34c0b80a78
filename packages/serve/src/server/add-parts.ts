import type { FastifyInstance } from 'fastify'
import { addPageRoutes } from '../http/page-routes.ts'
import type { ServerParts } from './server-parts.ts'

/**
 * Gives a fastify server, or a plugin's part of one, that has the routes already what is around them: keys, pages, and an end. When the server closes, requests under way are answered, within the limit, before the models end.
 *
 * @param afterLimit - called when the limit has passed and what was left was refused
 */
export function addParts(app: FastifyInstance, parts: ServerParts, afterLimit?: () => void): void {
  parts.spans?.traceRequests(app)
  parts.access?.addTo(app)
  addPageRoutes(app, parts.page)
  let limit: NodeJS.Timeout | undefined
  const refuseTheRest = async () => {
    await parts.endModels()
    afterLimit?.()
  }
  app.addHook('preClose', (done) => {
    parts.drain()
    limit = setTimeout(() => void refuseTheRest(), parts.drainMs)
    done()
  })
  app.addHook('onClose', async () => {
    // Of a server that listens, all are answered by now; requests that were injected need not be.
    await parts.idle()
    clearTimeout(limit)
    await parts.close()
  })
}
