// Serves models as the settings file says, until a signal comes. Writes one line of JSON an event.
import { drainOnSignals, startServer } from '@textgate/serve'
import { readSettings } from './read-settings.mjs'

const log = (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }))
const server = await startServer({ ...readSettings(), log })
log({ kind: 'listening', url: server.url, models: server.models })
await drainOnSignals(server)
