import { RequestFailure } from '../../../packages/serve/page/client/request-failure.ts'
import type { WorkerAnswer, WorkerCalls } from './messages.ts'

/** Asks a worker. */
export type CallWorker = <Name extends keyof WorkerCalls>(
  name: Name,
  takes: WorkerCalls[Name]['takes'],
) => Promise<WorkerCalls[Name]['gives']>

/** Starts a worker for one model. Calls that fail reject with a `RequestFailure`. */
export function startWorker(): CallWorker {
  const worker = new Worker(new URL('./classifier-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, PromiseWithResolvers>()
  let calls = 0
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
    const call = waiting.get(data.id)
    waiting.delete(data.id)
    if ('gives' in data) call?.resolve(data.gives)
    else call?.reject(new RequestFailure(500, data.error.code, data.error.message))
  })
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new RequestFailure(500, 'MODEL_FAILED', message))
    waiting.clear()
  })
  return (name, takes) =>
    new Promise((resolve, reject) => {
      calls += 1
      waiting.set(calls, { resolve: resolve as (gives: unknown) => void, reject })
      worker.postMessage({ id: calls, name, takes })
    })
}

interface PromiseWithResolvers {
  readonly resolve: (gives: unknown) => void
  readonly reject: (error: Error) => void
}
