import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { ServerEvent } from '../server-event.ts'
import type { Executor, Job } from './executor.ts'
import { type ProcessPool, type ProcessPoolOptions, startProcessPool } from './process-pool.ts'
import { startScheduler } from './scheduler.ts'

const folder = mkdtempSync(join(tmpdir(), 'textgate-pool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function programOf(name: string, source: string): URL {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  return pathToFileURL(file)
}

/** A program without a model: it answers each text with its number, ends at `die`, and says nothing any more at `hang`. */
const program = programOf(
  'numbers',
  `process.on('message', ({ kind, id, job }) => {
    if (kind === 'open') return process.send({ kind: 'opened', served: [], tokenMs: {} })
    if (kind === 'close') return process.disconnect()
    if (job.inputs.includes('die')) process.exit(7)
    if (job.inputs.includes('hang')) for (;;);
    const probabilities = Float32Array.from(job.inputs, Number)
    process.send({ kind: 'result', id, result: { probabilities, ms: 1 } })
  })`,
)

async function start(options: Partial<ProcessPoolOptions> = {}) {
  const events: ServerEvent[] = []
  const pool = await startProcessPool({
    sources: [],
    options: {},
    processes: 2,
    hungMs: 10_000,
    log: (event) => void events.push(event),
    onHelpless: () => undefined,
    program,
    ...options,
  })
  return { pool, events, ask: asking(pool) }
}

/** Texts through a scheduler, as an engine asks them. */
function asking(pool: ProcessPool | Executor) {
  const scheduler = startScheduler({ executor: pool, maxBatch: 8, maxCells: 1e6, maxWaiting: 10_000 })
  return async (...inputs: string[]) => [
    ...(await scheduler.texts('m', { inputs, lengths: inputs.map(() => 1), classes: 1 }, {})),
  ]
}

test('answers keep the order of their texts, over many requests at once', async () => {
  const { pool, ask } = await start()
  const requests = Array.from({ length: 30 }, (_, r) =>
    Array.from({ length: 1 + r * 20 }, (_, i) => String(r * 1000 + i)),
  )
  const answers = await Promise.all(requests.map((texts) => ask(...texts)))
  expect(answers).toEqual(requests.map((texts) => texts.map(Number)))
  await pool.close()
})

test('a text that ends two processes fails alone; they are replaced, and what was behind it is answered', async () => {
  const { pool, ask, events } = await start({ processes: 1 })
  const poison = ask('die')
  const others = [ask('1'), ask('2')]
  await expect(poison).rejects.toMatchObject({ code: 'MODEL_FAILED' })
  const answers = await Promise.allSettled(others)
  expect(answers.filter(({ status }) => status === 'rejected').length).toBeLessThanOrEqual(2)
  expect(await ask('7')).toEqual([7])
  expect(events.filter(({ kind }) => kind === 'worker-lost')).toHaveLength(2)
  await pool.close()
})

test('a process that hangs is ended and replaced', async () => {
  const { pool, ask, events } = await start({ processes: 1, hungMs: 200 })
  await expect(ask('hang')).rejects.toMatchObject({
    code: 'MODEL_FAILED',
    message: expect.stringContaining('gave no answer for 0.2 s'),
  })
  expect(await ask('7')).toEqual([7])
  expect(events.map(({ kind }) => kind)).toContain('worker-replaced')
  await pool.close()
})

test('processes that never start again turn the pool unready and tell why', async () => {
  const marker = join(folder, 'started')
  const once = programOf(
    'once',
    `import { existsSync, writeFileSync } from 'node:fs'
    if (existsSync(${JSON.stringify(marker)})) process.exit(3)
    writeFileSync(${JSON.stringify(marker)}, '')
    process.on('message', ({ kind }) => {
      if (kind === 'open') process.send({ kind: 'opened', served: [], tokenMs: {} })
      if (kind === 'run') process.exit(4)
    })`,
  )
  const reasons: string[] = []
  const { pool } = await start({
    processes: 1,
    program: once,
    onHelpless: (error) => void reasons.push(String(error)),
  })
  expect(pool.isReady).toBe(true)
  const job: Job = { kind: 'texts', model: 'm', inputs: ['1'] }
  await expect(pool.run(job)).rejects.toMatchObject({ name: 'JobLost', isSuspect: true })
  await expect.poll(() => reasons[0]).toMatch(/MODEL_FAILED.*ended by code 3/)
  expect(pool.isReady).toBe(false)
  await expect(pool.run(job)).rejects.toMatchObject({ name: 'JobLost', isSuspect: false })
  await pool.close()
})

test('a process that cannot start fails the start', async () => {
  const broken = programOf('broken', "throw new Error('no start')")
  await expect(start({ program: broken })).rejects.toMatchObject({ code: 'MODEL_FAILED' })
})
