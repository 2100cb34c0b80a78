import { drainOnSignals, startServer } from '@textgate/serve'
import type { Output } from '../output.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly workers?: number
  readonly unknownBelow?: number
  readonly variant?: string
}

/** Serves until a signal comes; then answers what it has taken and stops. */
export async function serveCommand(
  options: ServeOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const server = await startServer({ folder, ...options })
  output.print(`serving ${server.models.join(', ')} on ${server.url}`)
  output.print(`try: curl ${server.url}/v1/classify -H 'content-type: application/json' -d '{"text": "…"}'`)
  output.emit({ url: server.url, models: server.models })
  await drainOnSignals(server)
}
