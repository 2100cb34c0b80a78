import { allRoutes } from '../http/all-routes.ts'
import { httpApp } from '../http/http-app.ts'
import type { InferenceService } from '../service/inference-service.ts'

/** A server over any service, on any free port. */
export interface HttpServer {
  readonly url: string
  /** POSTs JSON or bytes. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  get(path: string): Promise<Response>
  close(): Promise<void>
}

/**
 * Serves a service by the real routes.
 *
 * @param arrivalMs - in which a request must have arrived; as `httpApp` has it unless given
 */
export async function httpServer(service: InferenceService, arrivalMs?: number): Promise<HttpServer> {
  const app = httpApp(service, allRoutes(service), arrivalMs === undefined ? {} : { arrivalMs })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    get: (path) => fetch(url + path),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}
