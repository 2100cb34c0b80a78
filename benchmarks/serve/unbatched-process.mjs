// The same model in the main thread of a Node server, as it is usually written, one run a text: node unbatched-process.mjs BUNDLE PORT
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loadTokenizer } from '@textgate/tokenizer'
import fastify from 'fastify'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const [folder, port] = process.argv.slice(2)
const tokenizer = loadTokenizer(readFileSync(join(folder, 'tokenizer.json'), 'utf8'))
const { labels } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
const session = await InferenceSession.create(join(folder, 'model.onnx'), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
})
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
const app = fastify()
app.post('/classify', async ({ body }) => {
  const ids = tokenizer.encodeIds(body.text)
  const feeds = {
    ids: new Tensor('int32', ids, [1, ids.length]),
    lengths: new Tensor('int32', [ids.length], [1]),
  }
  const { probabilities } = await session.run(feeds, ['probabilities'])
  const row = probabilities.data
  const best = row.indexOf(Math.max(...row))
  return {
    label: labels[best],
    probability: row[best],
    probabilities: Object.fromEntries(labels.map((label, i) => [label, row[i]])),
  }
})
app.get('/metrics', async () => {
  const seconds = delay.percentile(99) / 1e9
  delay.reset()
  return `textgate_event_loop_lag_seconds{quantile="0.99"} ${seconds}\n`
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
