import { drainOnSignals } from '@textgate/serve'
import type { Output } from '../output.ts'
import { configurationLines, configurationObject } from '../serve-configuration/configuration-lines.ts'
import { exampleCall } from '../serve-configuration/example-call.ts'
import { type ServeConfiguration, serveConfiguration } from '../serve-configuration/serve-configuration.ts'
import type { GivenFlags } from '../serve-configuration/settings-of-flags.ts'
import { type ServerLog, serverLog } from '../server-log/server-log.ts'
import { startConfiguredServer } from '../start-configured-server.ts'

export type ServeFlags = GivenFlags & { readonly config?: string; readonly printConfig?: boolean }

/** Serves until a signal comes; then answers what it has taken and stops. */
export async function serveCommand(
  flags: ServeFlags,
  output: Output,
  [folder]: readonly string[],
): Promise<void> {
  const configuration = await serveConfiguration({
    flags,
    folder,
    environment: process.env,
    isTerminal: process.stderr.isTTY === true,
  })
  if (flags.printConfig) {
    for (const line of configurationLines(configuration)) output.print(line)
    output.emit({ configuration: configurationObject(configuration) })
    return
  }
  const log = serverLog(configuration.values.log ?? 'off', (text) => process.stderr.write(text))
  tellConfiguration(configuration, output, log)
  const server = await startConfiguredServer(configuration.values, log)
  output.print(`serving ${server.models.join(', ')} on ${server.url}`)
  output.print(`try: ${exampleCall(server, configuration.values)}`)
  if (server.grpcPort !== undefined) output.print(`gRPC on port ${server.grpcPort}`)
  output.emit({ url: server.url, grpcPort: server.grpcPort, models: server.models })
  await drainOnSignals(server)
  log?.flush()
}

function tellConfiguration(
  configuration: ServeConfiguration,
  output: Output,
  log: ServerLog | undefined,
): void {
  if (configuration.values.log === 'json')
    log?.write({ kind: 'configured', settings: configurationObject(configuration) })
  else for (const line of configurationLines(configuration)) output.note(line)
}
