import { invalidRequest } from '../invalid-request.ts'
import { shown } from '../name-of.ts'
import type { CallerSignal } from '../service/caller-signal.ts'
import type { CallOptions } from '../service/inference-service.ts'
import type { RequestParameters } from './infer-request.ts'

/** The service's highest priority. */
const HIGHEST_PRIORITY = 9

/**
 * What the parameters `timeout` and `priority` of a request say, as the protocol's extension for schedule policies defines
 * them: a timeout in microseconds, where 0 is none, and a priority of which 1 is the highest and 0 the one that requests
 * have without it.
 *
 * @throws REQUEST_INVALID when one is no integer of at least 0
 */
export function callOptions(parameters: RequestParameters = {}, signal?: CallerSignal): CallOptions {
  const timeout = count('timeout', parameters.timeout)
  const priority = count('priority', parameters.priority)
  return {
    signal,
    ...(timeout > 0 ? { deadline: performance.now() + timeout / 1000 } : {}),
    // The protocol's highest is 1, the service's 9; from 10 on it is that of a request without one.
    ...(priority > 0 ? { priority: Math.max(0, HIGHEST_PRIORITY + 1 - priority) } : {}),
  }
}

function count(name: string, value: unknown): number {
  if (value === undefined) return 0
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw invalidRequest(`the parameter ${name} must be an integer of at least 0, not ${shown(value)}`)
}
