// The same model in the main thread of a Node server, without batching: node unbatched-process.mjs BUNDLE PORT
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readServableBundle } from '@textgate/core/node'
import { loadClassifier } from '@textgate/serve'
import fastify from 'fastify'

const [folder, port] = process.argv.slice(2)
const classifier = await loadClassifier(await readServableBundle(folder))
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
const app = fastify()
app.post('/classify', async ({ body }) => {
  const [prediction] = await classifier.classify([body.text])
  return prediction
})
app.get('/metrics', async () => {
  const seconds = delay.percentile(99) / 1e9
  delay.reset()
  return `textgate_event_loop_lag_seconds{quantile="0.99"} ${seconds}\n`
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
