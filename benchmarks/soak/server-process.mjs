// Serves a models folder until a signal comes: node server-process.mjs SHAPE PROCESSES OPTIONS, with options of startServer as JSON.
// A line of JSON tells where; others tell what happens to its processes and models.
import { drainOnSignals, startServer, startServerProcesses } from '@textgate/serve'

const TOLD = new Set([
  'worker-lost',
  'worker-replaced',
  'worker-start-failed',
  'model-refused',
  'models-changed',
])

const [shape, processes, given] = process.argv.slice(2)
const say = (line) => console.log(JSON.stringify(line))
const log = (event) => TOLD.has(event.kind) && say(event)
const options = { ...JSON.parse(given), port: 0, allowControl: true, log }
const SHAPES = {
  processes: () => startServerProcesses(options, Number(processes)),
  workers: () => startServer({ ...options, workers: Number(processes) }),
  inline: () => startServer({ ...options, execution: 'inline' }),
}
const server = await SHAPES[shape]()
say({ kind: 'listening', url: server.url, grpcPort: server.grpcPort })
await drainOnSignals(server)
