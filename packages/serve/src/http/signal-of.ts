import type { FastifyRequest } from 'fastify'
import type { CallerSignal } from '../service/caller-signal.ts'

const signals = new WeakMap<FastifyRequest, CallerSignal>()

/** The signal by which a request tells that its caller has gone; undefined before its route has begun. */
export function signalOf(request: FastifyRequest): CallerSignal | undefined {
  return signals.get(request)
}

export function setSignal(request: FastifyRequest, signal: CallerSignal): void {
  signals.set(request, signal)
}
