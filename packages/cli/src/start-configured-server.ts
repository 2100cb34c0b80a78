import {
  chooseShape,
  collectEarly,
  type ServerOptions,
  type ServerShape,
  startServer,
  startServerProcesses,
  startTracing,
  type TextgateServer,
} from '@textgate/serve'
import type { SettingValues } from './serve-configuration/serve-settings.ts'
import { serverOptions } from './serve-configuration/server-options.ts'
import type { ServerLog } from './server-log/server-log.ts'

/**
 * Starts the server as the configuration says, and tells which shape it chose where that was left to it.
 *
 * @throws as `startServer` does; TRACING_UNAVAILABLE
 */
export async function startConfiguredServer(
  values: SettingValues,
  log: ServerLog | undefined,
): Promise<TextgateServer> {
  const options: ServerOptions = { ...serverOptions(values), ...(log ? { log: log.write } : {}) }
  const { workers = 1 } = values
  const shape = await shapeOf(values, options, log)
  if (shape === 'processes') return startServerProcesses(options, workers)
  collectEarly()
  // Several processes each start their own.
  const tracing = values.tracing ? await startTracing() : undefined
  const server = await startServer({ ...options, workers })
  return {
    ...server,
    close: async () => {
      await server.close()
      await tracing?.end()
    },
  }
}

async function shapeOf(
  { shape = 'auto' }: SettingValues,
  options: ServerOptions,
  log: ServerLog | undefined,
): Promise<ServerShape> {
  if (shape !== 'auto') return shape
  const chosen = await chooseShape(options)
  log?.write({ kind: 'shape-chosen', ...chosen })
  return chosen.shape
}
