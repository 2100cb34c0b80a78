import { availableParallelism } from 'node:os'
import { TextgateError } from '@textgate/core'
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
  /** Seconds. */
  readonly watch?: number
  readonly allowControl?: boolean
  readonly requireAgreement?: number
  readonly agreementTexts?: string
  readonly grpcPort?: number
  readonly keys?: string
  readonly metricsOpen?: boolean
  readonly cacheMb?: number
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly tlsCa?: string
}

/** Server processes at most unless told otherwise: each has every model. */
const MAX_PROCESSES = 8

/** Serves until a signal comes; then answers what it has taken and stops. */
export async function serveCommand(
  { shape, workers, watch, cacheMb, tlsCert, tlsKey, tlsCa, ...options }: ServeOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const settings: ServerOptions = {
    folder,
    ...options,
    ...(watch === undefined ? {} : { watchSeconds: watch }),
    ...(cacheMb === undefined ? {} : { cacheBytes: cacheMb * 1_000_000 }),
    ...tlsOf({ tlsCert, tlsKey, tlsCa }),
  }
  const server =
    shape === 'processes'
      ? await startServerProcesses(settings, workers ?? Math.min(availableParallelism(), MAX_PROCESSES))
      : await startServer({ ...settings, ...(workers === undefined ? {} : { workers }) })
  output.print(`serving ${server.models.join(', ')} on ${server.url}`)
  output.print(`try: curl ${server.url}/v1/classify -H 'content-type: application/json' -d '{"text": "…"}'`)
  if (server.grpcPort !== undefined) output.print(`gRPC on port ${server.grpcPort}`)
  output.emit({ url: server.url, grpcPort: server.grpcPort, models: server.models })
  await drainOnSignals(server)
}

interface TlsOptions {
  readonly tlsCert: string | undefined
  readonly tlsKey: string | undefined
  readonly tlsCa: string | undefined
}

function tlsOf({ tlsCert: cert, tlsKey: key, tlsCa: ca }: TlsOptions): Pick<ServerOptions, 'tls'> {
  if (cert === undefined && key === undefined && ca === undefined) return {}
  if (cert !== undefined && key !== undefined)
    return { tls: { cert, key, ...(ca === undefined ? {} : { ca }) } }
  throw new TextgateError('CONFIG_INVALID', '--tls-cert and --tls-key need each other; give both')
}
