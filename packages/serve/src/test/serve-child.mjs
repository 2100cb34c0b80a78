// A process that serves the bundles of a folder until a signal comes, as the command line does; says when it has taken a request.
import { subscribe } from 'node:diagnostics_channel'
import { drainOnSignals, startServer } from '../../dist/index.js'

const [folder, drainMs] = process.argv.slice(2)
const log = ({ kind }) => kind === 'closing' && console.log('closing')
const server = await startServer({ folder, port: 0, workers: 2, drainMs: Number(drainMs), log })
const drained = drainOnSignals(server)
subscribe('http.server.request.start', () => console.log('request'))
console.log(server.url)
await drained
console.log('drained')
