import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { padBatch } from '@textgate/core'
import { encodeModel } from '@textgate/onnx-export'
import { loadTokenizer } from '@textgate/tokenizer'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { median } from '../lib/report.mjs'

/**
 * Every ONNX file of a bundle as a subject, `float32` and the names of its variants. Files that read texts, such as the variant
 * `text`, get texts; all others get their ids.
 *
 * @returns by name: `bytes`, and `open(threads)` giving `run(batch, seconds)`, the median milliseconds of a run in that time, and `close()`
 */
export function onnxSubjects(model, texts) {
  const tokenizer = loadTokenizer(readFileSync(join(model, 'tokenizer.json'), 'utf8'))
  const files = readdirSync(model).filter((name) => name.endsWith('.onnx'))
  return Object.fromEntries(
    files.map((file) => {
      const name = file === 'model.onnx' ? 'float32' : file.slice('model.'.length, -'.onnx'.length)
      const bytes = readFileSync(join(model, file))
      const feedsOf = (session, batch) => {
        const chosen = texts.slice(0, batch)
        const isText = session.inputNames.length === 1
        if (isText) return { [session.inputNames[0]]: new Tensor('string', chosen, [batch]) }
        const { ids, lengths, length } = padBatch(chosen.map((text) => tokenizer.encodeIds(text)))
        return {
          ids: new Tensor('int32', ids, [batch, length]),
          lengths: new Tensor('int32', lengths, [batch]),
        }
      }
      return [name, { bytes: bytes.length, open: (threads) => openOnnx(bytes, threads, feedsOf) }]
    }),
  )
}

/** The GRU operator of a size by itself, over embedded tokens: what a file of one direction can cost at least. */
export function bareOperator({ embedding, hidden, tokens }) {
  const random = (size) => Float32Array.from({ length: size }, (_, i) => Math.sin(i) / 10)
  const width = 3 * hidden
  const constant = (name, ...shape) => ({
    ...{ name, type: 'float', shape },
    data: random(shape.reduce((a, b) => a * b, 1)),
  })
  const bytes = encodeModel({
    ...{ name: 'gru', description: '', irVersion: 8, opset: 17, metadata: [] },
    producer: { name: 'benchmark', version: '0' },
    inputs: [{ name: 'x', type: 'float', shape: ['length', 'batch', embedding] }],
    outputs: [{ name: 'final', type: 'float', shape: [1, 'batch', hidden] }],
    nodes: [
      {
        ...{ name: 'gru', operator: 'GRU', inputs: ['x', 'w', 'r', 'b'], outputs: ['', 'final'] },
        attributes: { hidden_size: hidden, linear_before_reset: 1 },
      },
    ],
    initializers: [
      constant('w', 1, width, embedding),
      constant('r', 1, width, hidden),
      constant('b', 1, 2 * width),
    ],
  })
  const feedsOf = (_session, batch) => ({
    x: new Tensor('float32', random(tokens * batch * embedding), [tokens, batch, embedding]),
  })
  return { open: (threads) => openOnnx(bytes, threads, feedsOf) }
}

async function openOnnx(bytes, threads, feedsOf) {
  const session = await InferenceSession.create(bytes, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  return {
    run: async (batch, seconds) => {
      const feeds = feedsOf(session, batch)
      await session.run(feeds) // the first run of a shape allocates
      const times = []
      const end = performance.now() + 1000 * seconds
      while (times.length === 0 || performance.now() < end) {
        const started = performance.now()
        await session.run(feeds)
        times.push(performance.now() - started)
      }
      return median(times)
    },
    close: () => session.release(),
  }
}
