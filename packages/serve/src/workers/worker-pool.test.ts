import { expect, test } from 'vitest'
import type { ServerEvent } from '../server-event.ts'
import { startWorkerPool, type WorkerPoolOptions } from './worker-pool.ts'

/**
 * A worker without a model. It answers each text with the text's number, says how many jobs it had with `jobs`, and
 * dies of `die`; `slow` takes it a while.
 */
const workerFile = programOf(`
  let jobs = 0
  let queue = Promise.resolve()
  parentPort.on('message', ({ kind, id, texts }) => {
    if (kind === 'close') return queue.then(() => parentPort.close())
    if (texts.includes('die')) throw new Error('poisoned')
    queue = queue.then(async () => {
      jobs += 1
      if (texts.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 100))
      const probabilities = Float32Array.from(texts, (text) => (text === 'jobs' ? jobs : Number(text)))
      parentPort.postMessage({ kind: 'answer', id, probabilities })
    })
  })
  parentPort.postMessage({ kind: 'ready' })
`)

function programOf(source: string): URL {
  const program = `import { parentPort, workerData } from 'node:worker_threads'\n${source}`
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`)
}

function start(options: Partial<WorkerPoolOptions> = {}) {
  const events: ServerEvent[] = []
  const log = (event: ServerEvent) => void events.push(event)
  const pool = startWorkerPool({
    models: [],
    workers: 2,
    threads: 1,
    maxBatch: 8,
    log,
    workerFile,
    ...options,
  })
  return { pool, events }
}

test('answers keep the order of their texts, over many parts and requests at once', async () => {
  const pool = await start().pool
  const requests = Array.from({ length: 30 }, (_, r) =>
    Array.from({ length: 1 + r * 20 }, (_, i) => String(r * 1000 + i)),
  )
  const answers = await Promise.all(requests.map((texts) => pool.probabilities('m', texts)))
  answers.forEach((answer, r) => {
    expect([...answer]).toEqual(requests[r]?.map(Number))
  })
  await pool.close()
})

test('a worker that dies fails its own requests alone and is replaced', async () => {
  const { pool: starting, events } = start()
  const pool = await starting
  for (let round = 0; round < 5; round++) {
    await expect(pool.probabilities('m', ['die'])).rejects.toMatchObject({ code: 'MODEL_FAILED' })
    expect([...(await pool.probabilities('m', ['7']))]).toEqual([7])
  }
  expect(events.filter(({ kind }) => kind === 'worker-lost')).toHaveLength(5)
  await pool.close()
})

test('when the only worker dies, the request over which it did fails, and all others are answered by the next one', async () => {
  const pool = await start({ workers: 1 }).pool
  const texts = [['die'], ...[1, 2, 3].map((n) => [String(n)])]
  const answers = await Promise.allSettled(texts.map((text) => pool.probabilities('m', text)))
  expect(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value[0] : answer.reason.code)),
  ).toEqual(['MODEL_FAILED', 1, 2, 3])
  await pool.close()
})

test('a worker that never starts again turns the pool unready and fails what waits, without hanging', async () => {
  const starts = new SharedArrayBuffer(4)
  const once = programOf(`
    if (Atomics.add(new Int32Array(workerData.models[0].onnx.buffer), 0, 1) > 0) throw new Error('no second start')
    parentPort.on('message', () => { throw new Error('dies of anything') })
    parentPort.postMessage({ kind: 'ready' })
  `)
  const models = [
    { name: 'm', onnx: new Uint8Array(starts.byteLength) },
  ] as unknown as WorkerPoolOptions['models']
  const { pool: starting, events } = start({ workers: 1, workerFile: once, models })
  const pool = await starting
  expect(pool.isReady).toBe(true)
  await expect(pool.probabilities('m', ['1'])).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  await expect(pool.probabilities('m', ['1'])).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  expect(pool.isReady).toBe(false)
  expect(events.map(({ kind }) => kind)).toContain('worker-start-failed')
  await pool.close()
})

test('a worker that cannot start fails the start', async () => {
  const broken = programOf("throw new Error('no start')")
  await expect(start({ workerFile: broken }).pool).rejects.toMatchObject({ code: 'MODEL_FAILED' })
})

test('a request given up hands no more parts to the workers', async () => {
  const pool = await start({ workers: 1 }).pool
  const patience = new AbortController()
  const long = pool.probabilities('m', Array(32 * 50).fill('slow'), patience.signal)
  patience.abort()
  await expect(long).rejects.toThrow(/abort/i)
  const [jobs] = await pool.probabilities('m', ['jobs'])
  expect(jobs).toBeLessThanOrEqual(3) // two parts that it had, and this one
  await pool.close()
})

test('closing refuses what waits, answers what a worker has, and refuses what comes', async () => {
  const pool = await start({ workers: 1 }).pool
  const taken = pool.probabilities('m', ['slow'])
  const others = [1, 2, 3, 4].map(() => pool.probabilities('m', ['slow']))
  const outcomes = Promise.allSettled(others)
  await pool.close()
  expect(await taken).toHaveLength(1)
  expect((await outcomes).filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(3)
  await expect(pool.probabilities('m', ['1'])).rejects.toMatchObject({ code: 'SERVER_CLOSING' })
})
