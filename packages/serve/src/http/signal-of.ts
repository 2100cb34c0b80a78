import type { FastifyRequest } from 'fastify'

const signals = new WeakMap<FastifyRequest, AbortSignal>()

/** The signal by which a request tells that its caller has gone; undefined before its route has begun. */
export function signalOf(request: FastifyRequest): AbortSignal | undefined {
  return signals.get(request)
}

export function setSignal(request: FastifyRequest, signal: AbortSignal): void {
  signals.set(request, signal)
}
