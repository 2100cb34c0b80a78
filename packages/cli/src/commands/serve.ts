import { availableParallelism } from 'node:os'
import { drainOnSignals, type ServerOptions, startServer, startServerProcesses } from '@textgate/serve'
import type { Output } from '../output.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly shape: 'processes' | 'workers'
  readonly workers?: number
  readonly unknownBelow?: number
  readonly variant?: string
  readonly versions?: number
  readonly signedBy?: string
}

/** Server processes at most unless told otherwise: each has every model. */
const MAX_PROCESSES = 8

/** Serves until a signal comes; then answers what it has taken and stops. */
export async function serveCommand(
  { shape, workers, ...options }: ServeOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const settings: ServerOptions = { folder, ...options }
  const server =
    shape === 'processes'
      ? await startServerProcesses(settings, workers ?? Math.min(availableParallelism(), MAX_PROCESSES))
      : await startServer({ ...settings, ...(workers === undefined ? {} : { workers }) })
  output.print(`serving ${server.models.join(', ')} on ${server.url}`)
  output.print(`try: curl ${server.url}/v1/classify -H 'content-type: application/json' -d '{"text": "…"}'`)
  output.emit({ url: server.url, models: server.models })
  await drainOnSignals(server)
}
