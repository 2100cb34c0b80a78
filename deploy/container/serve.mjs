// Serves the models of /models, or as the settings file says, until a signal comes. Writes one line of JSON an event.
import { readFileSync } from 'node:fs'
import { drainOnSignals, startServer } from '@textgate/serve'

const settings = JSON.parse(readFileSync(process.env.TEXTGATE_SETTINGS, 'utf8'))
const log = (event) => console.log(JSON.stringify({ time: new Date().toISOString(), ...event }))
const server = await startServer({ ...settings, log })
log({ kind: 'listening', url: server.url, models: server.models })
await drainOnSignals(server)
