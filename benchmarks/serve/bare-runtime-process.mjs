// What ONNX Runtime itself reaches on one thread: batches of 4 texts of like lengths out of 32 that wait, without HTTP and with
// ids and tensors ready. node bare-runtime-process.mjs BUNDLE TEXTS.json, then requests as subject-process.mjs tells.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { padBatch } from '@textgate/core'
import { loadTokenizer } from '@textgate/tokenizer'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { answerRequests } from '../train/subject-process.mjs'

const WAITING = 32
const BATCH = 4

const [folder, textsFile] = process.argv.slice(2)
const tokenizer = loadTokenizer(readFileSync(join(folder, 'tokenizer.json'), 'utf8'))
const documents = JSON.parse(readFileSync(textsFile, 'utf8')).map((text) => tokenizer.encodeIds(text))
const session = await InferenceSession.create(join(folder, 'model.onnx'), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
})
const batches = []
for (let start = 0; start + WAITING <= documents.length; start += WAITING) {
  const waiting = documents.slice(start, start + WAITING).sort((a, b) => a.length - b.length)
  for (let first = 0; first < WAITING; first += BATCH) {
    const { ids, lengths, size, length } = padBatch(waiting.slice(first, first + BATCH))
    batches.push({
      ids: new Tensor('int32', ids, [size, length]),
      lengths: new Tensor('int32', lengths, [size]),
    })
  }
}

await answerRequests({
  first: { ready: true },
  run: async ({ seconds }) => {
    const start = performance.now()
    let runs = 0
    while (performance.now() - start < seconds * 1000) {
      await session.run(batches[runs++ % batches.length], ['probabilities'])
    }
    return { docs: runs * BATCH, seconds: (performance.now() - start) / 1000 }
  },
})
