import type { CallOptions } from '../service/inference-service.ts'
import { deadlineExceeded } from './scheduler-errors.ts'

/** Ends what waits when its caller has gone or its deadline has passed. @returns called when that is of no use any more */
export function endWithCaller(
  { signal, deadline }: CallOptions,
  fail: (error: unknown) => void,
): (() => void) | undefined {
  if (signal === undefined && deadline === undefined) return undefined
  const giveUp = () => fail(signal?.reason)
  signal?.addEventListener('abort', giveUp, { once: true })
  const timer =
    deadline === undefined
      ? undefined
      : setTimeout(() => fail(deadlineExceeded()), Math.max(0, deadline - performance.now()))
  return () => {
    signal?.removeEventListener('abort', giveUp)
    clearTimeout(timer)
  }
}
