import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TextInput } from '../service/inference-service.ts'
import { type Executor, type Job, JobLost, type JobResult } from './executor.ts'
import { MAX_PADDING } from './run-shape.ts'
import { type SchedulerOptions, startScheduler } from './scheduler.ts'

/** "Probabilities" of a text that tell which text it was. */
const markOf = (input: TextInput) => [input.length, String(input).charCodeAt(0) || 0]

/** An executor whose jobs end when the test says so; it says what it ran, in order. */
function heldExecutor(slots = 1) {
  const held: { job: Job; end: (ms?: number) => void; lose: (error: JobLost) => void }[] = []
  const jobs: Job[] = []
  const executor: Executor = {
    get free() {
      return slots - held.length
    },
    targetMs: 1_000,
    onFree: () => undefined,
    run: (job) =>
      new Promise<JobResult>((resolve, reject) => {
        jobs.push(job)
        const leave = () => held.splice(held.indexOf(entry), 1)
        const entry = {
          job,
          end: (ms = 1) => {
            leave()
            if (job.kind === 'tensors') return resolve({ outputs: job.inputs, ms })
            resolve({ probabilities: Float32Array.from(job.inputs.flatMap(markOf)), ms })
          },
          lose: (error: JobLost) => {
            leave()
            reject(error)
          },
        }
        held.push(entry)
      }),
  }
  return { executor, held, jobs }
}

/** An executor that answers at once, after a turn of the event loop. */
function quickExecutor(ms = 1) {
  const jobs: Job[] = []
  let isBusy = false
  const executor: Executor = {
    get free() {
      return isBusy ? 0 : 1
    },
    targetMs: 1_000,
    onFree: () => undefined,
    run: async (job) => {
      jobs.push(job)
      isBusy = true
      await tick()
      isBusy = false
      if (job.kind === 'tensors') return { outputs: job.inputs, ms }
      return { probabilities: Float32Array.from(job.inputs.flatMap(markOf)), ms }
    },
  }
  return { executor, jobs }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))

function start(executor: Executor, options: Partial<SchedulerOptions> = {}) {
  return startScheduler({ executor, maxBatch: 8, maxCells: 1_000_000, maxWaiting: 1_000, ...options })
}

const requestOf = (inputs: readonly string[]) => ({
  inputs,
  lengths: inputs.map(({ length }) => length),
  classes: 2,
})

test('every text of every request gets its own answer, whatever runs together', async () => {
  const requests = fc.array(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 40 }), {
    minLength: 1,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(requests, fc.integer({ min: 1, max: 12 }), async (all, maxBatch) => {
      const { executor, jobs } = quickExecutor()
      const scheduler = start(executor, { maxBatch, maxWaiting: 10_000 })
      const answers = await Promise.all(
        all.map((inputs, r) => scheduler.texts('m', requestOf(inputs), { priority: r % 3 })),
      )
      expect(answers.map((answer) => [...answer])).toEqual(all.map((inputs) => inputs.flatMap(markOf)))
      for (const job of jobs) {
        const lengths = job.inputs.map((input) => Math.max(1, (input as string).length))
        const cells = lengths.length * Math.max(...lengths)
        const padding = cells - lengths.reduce((sum, length) => sum + length, 0)
        expect(lengths.length).toBeLessThanOrEqual(maxBatch)
        expect(padding).toBeLessThanOrEqual(MAX_PADDING * cells)
      }
      expect(scheduler.waiting('m')).toBe(0)
    }),
  )
})

test('texts that come in one turn of the event loop share a run where their lengths are like', async () => {
  const { executor, jobs } = quickExecutor()
  const scheduler = start(executor)
  const texts = ['aaaa', 'bbbb', 'cc', 'dddd']
  await Promise.all(texts.map((text) => scheduler.texts('m', requestOf([text]), {})))
  expect(jobs.map(({ inputs }) => inputs)).toEqual([['aaaa', 'bbbb', 'dddd'], ['cc']])
})

test('a short request does not wait for the end of a long one', async () => {
  const { executor, held } = heldExecutor()
  const scheduler = start(executor)
  const long = scheduler.texts('m', requestOf(Array<string>(80).fill('long text')), {})
  await tick()
  const short = scheduler.texts('m', requestOf(['a']), {})
  held[0]?.end()
  await tick()
  held[0]?.end()
  await tick()
  held[0]?.end()
  expect(await Promise.race([long.then(() => 'long'), short.then(() => 'short')])).toBe('short')
})

test('a model that floods the server does not starve another, by the time that they use', async () => {
  const { executor, jobs } = quickExecutor(10)
  const scheduler = start(executor, { maxBatch: 1 })
  const flood = scheduler.texts('flood', requestOf(Array<string>(200).fill('abc')), {})
  await tick()
  const others = Array.from({ length: 20 }, () => scheduler.texts('calm', requestOf(['abc']), {}))
  await Promise.all(others)
  const before = jobs.slice(0, 60).filter(({ model }) => model === 'calm')
  expect(before).toHaveLength(20) // each second run was its own
  await flood
})

test('a request of a higher priority goes first', async () => {
  const { executor, held, jobs } = heldExecutor()
  const scheduler = start(executor, { maxBatch: 1 })
  for (const [text, priority] of [
    ['first', 0],
    ['low', 0],
    ['high', 5],
  ] as const) {
    void scheduler.texts('m', requestOf([text]), { priority })
    if (text === 'first') await tick()
  }
  for (let i = 0; i < 3; i++) {
    held[0]?.end()
    await tick()
  }
  expect(jobs.map(({ inputs }) => inputs[0])).toEqual(['first', 'high', 'low'])
})

test('a request whose caller has gone is not computed, and one whose deadline has passed is answered so', async () => {
  const { executor, held, jobs } = heldExecutor()
  const scheduler = start(executor, { maxBatch: 1 })
  const running = scheduler.texts('m', requestOf(['running']), {})
  await tick()
  const caller = new AbortController()
  const gone = scheduler.texts('m', requestOf(['gone']), { signal: caller.signal })
  const late = scheduler.texts('m', requestOf(['late']), { deadline: performance.now() + 5 })
  caller.abort()
  await expect(gone).rejects.toThrow(/abort/i)
  await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' })
  expect(scheduler.waiting('m')).toBe(0)
  held[0]?.end()
  await running
  await tick()
  expect(jobs).toHaveLength(1)
})

test('more than may wait is refused at once, for this model alone', async () => {
  const { executor, held } = heldExecutor()
  const scheduler = start(executor, { maxBatch: 1, maxWaiting: 2 })
  const taken = [scheduler.texts('m', requestOf(['a']), {})]
  await tick()
  for (const text of ['b', 'c']) taken.push(scheduler.texts('m', requestOf([text]), {}))
  await expect(scheduler.texts('m', requestOf(['d']), {})).rejects.toMatchObject({ code: 'SERVER_BUSY' })
  taken.push(scheduler.texts('other', requestOf(['a']), {}))
  while (held.length > 0) {
    held[0]?.end()
    await tick()
  }
  expect(await Promise.all(taken)).toHaveLength(4)
})

test('what ran in a process that was lost is tried once more, and fails when that is lost, too', async () => {
  const { executor, held } = heldExecutor()
  const scheduler = start(executor)
  const answer = scheduler.texts('m', requestOf(['once']), {})
  await tick()
  held[0]?.lose(new JobLost('its process ended', true))
  await tick()
  held[0]?.end()
  expect([...(await answer)]).toEqual(markOf('once'))

  const poison = scheduler.texts('m', requestOf(['poison']), {})
  for (let i = 0; i < 2; i++) {
    await tick()
    held[0]?.lose(new JobLost('its process ended', true))
  }
  await expect(poison).rejects.toMatchObject({
    code: 'MODEL_FAILED',
    message: expect.stringContaining('twice'),
  })
})

test('closing refuses what waits and what comes', async () => {
  const { executor, held } = heldExecutor()
  const scheduler = start(executor, { maxBatch: 1 })
  const running = scheduler.texts('m', requestOf(['a']), {})
  await tick()
  const waiting = scheduler.texts('m', requestOf(['b']), {})
  scheduler.close(new Error('closing'))
  await expect(waiting).rejects.toThrow('closing')
  await expect(scheduler.texts('m', requestOf(['c']), {})).rejects.toThrow('closing')
  held[0]?.end()
  expect(await running).toHaveLength(2)
})

test('a run has no more texts than make it full, and never more than the batch that is allowed', async () => {
  for (const [full, most] of [
    [3, 3],
    [99, 8],
  ] as const) {
    const { executor, jobs } = quickExecutor()
    const scheduler = start(executor)
    scheduler.expectCost('m', 0.001, full)
    const asked = Array.from({ length: 20 }, () => scheduler.texts('m', requestOf(['same']), {}))
    await Promise.all(asked)
    expect(Math.max(...jobs.map((job) => job.inputs.length))).toBe(most)
  }
})

test('texts of one request that are alike share a run, and so do those of others', async () => {
  const { executor, jobs } = quickExecutor()
  const scheduler = start(executor)
  const lists = [
    ['aaaa', 'bbbb', 'cccc'],
    ['dddd', 'eeee'],
  ]
  await Promise.all(lists.map((list) => scheduler.texts('m', requestOf(list), {})))
  expect(jobs.map(({ inputs }) => inputs)).toEqual([['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']])
})
