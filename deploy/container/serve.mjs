// Serves models as the settings file says, until a signal comes. Writes one line of JSON an event.
import { drainOnSignals, startServer, startServerProcesses, startTracing } from '@textgate/serve'
import { readSettings } from './read-settings.mjs'

const log = (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }))
const { processes, ...settings } = readSettings()
const options = { ...settings, log }
// Several processes each start their own.
const tracing = settings.tracing && processes === undefined ? await startTracing() : undefined
const server =
  processes === undefined ? await startServer(options) : await startServerProcesses(options, processes)
log({ kind: 'listening', url: server.url, models: server.models })
await drainOnSignals(server)
await tracing?.end()
