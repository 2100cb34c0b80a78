import { setTimeout } from 'node:timers/promises'
import { median } from '../lib/report.mjs'
import { FIRST_STEP_SECONDS, SECONDS_A_CASE, SECONDS_A_SUBJECT, SLICE_SECONDS } from './cases.mjs'
import { startSubject } from './subject.mjs'

const SGEMM_SIZE = 768
/** OpenMP's threads look for more work for some 200 ms after the last. */
const PAUSE_MS = 300

/**
 * Starts every subject in a process of its own, lets each take its first steps, and then runs rounds in which all take
 * turns.
 *
 * @param options.repeats - rounds at most
 * @returns for each subject `rounds`, its steps, docs, tokens and seconds a round, and `gflops`, the median rate of its
 * matrix product; or `skipped`, the reason
 */
export async function runCase({ workload, subjects, repeats, quick, log }) {
  const standings = []
  for (const subject of subjects) standings.push(await warm(subject, workload, log))
  disqualify(standings)
  const running = standings.filter(({ process }) => process !== undefined)
  const spent = new Map(running.map((standing) => [standing, 0]))
  const start = performance.now()
  const shareOf = (seconds) => (quick ? seconds / 4 : seconds)
  for (let round = 0; round < repeats; round++) {
    const seconds = (performance.now() - start) / 1000
    if (round >= 2 && (seconds * (round + 1)) / round > shareOf(SECONDS_A_CASE[workload.kind])) break
    // Another one begins each round, and waits until the threads of the one before it have stopped looking for work.
    const first = round % running.length
    for (const standing of [...running.slice(first), ...running.slice(0, first)]) {
      if (standing.process === undefined) continue
      await setTimeout(PAUSE_MS)
      const left = shareOf(SECONDS_A_SUBJECT[workload.kind]) - spent.get(standing)
      const request = requestFor(standing, workload, { left, round, quick })
      if (request === undefined) continue
      try {
        const answer = await standing.process.ask({ run: request }, 900)
        standing.rounds[round] = answer
        spent.set(standing, spent.get(standing) + answer.seconds)
        const { gflops } = await standing.process.ask({ sgemm: SGEMM_SIZE }, 60)
        standing.rates.push(gflops)
      } catch (error) {
        standing.skipped = error.message
        standing.process = undefined
      }
    }
    log(`${workload.name}: round ${round + 1} of at most ${repeats}`)
  }
  await Promise.all(running.map(({ process }) => process?.close()))
  return standings.map(({ subject, first, rounds, rates, skipped }) => ({
    ...subject,
    first,
    rounds: skipped === undefined ? rounds : [],
    ...(rates.length > 0 ? { gflops: median(rates) } : {}),
    ...(skipped === undefined ? {} : { skipped }),
  }))
}

async function warm(subject, workload, log) {
  const standing = { subject, rounds: [], rates: [] }
  if (subject.missing !== undefined) return { ...standing, skipped: subject.missing }
  try {
    const process = await startSubject(subject)
    // The second run is without what the first one compiles and allocates.
    await process.ask({ run: { seconds: SLICE_SECONDS } }, FIRST_STEP_SECONDS)
    const trial = await process.ask({ run: { seconds: SLICE_SECONDS } }, FIRST_STEP_SECONDS)
    const tokensASecond = trial.tokens / trial.seconds
    log(`${workload.name}: ${subject.label}, ${Math.round((trial.seconds / trial.steps) * 1000)} ms a step`)
    return { ...standing, first: process.first, process, tokensASecond }
  } catch (error) {
    log(`${workload.name}: ${subject.label}: ${error.message}`)
    return { ...standing, skipped: error.message }
  }
}

/** Of the qualifying variants with one number of threads only the fastest goes on; the others keep no rounds. */
function disqualify(standings) {
  const contenders = standings.filter(({ subject, process }) => subject.qualify && process !== undefined)
  contenders.sort((a, b) => b.tokensASecond - a.tokensASecond)
  for (const standing of contenders) {
    const { threads } = standing.subject
    const faster = contenders.find(({ subject }) => subject.threads === threads)
    if (faster === standing) continue
    standing.process.close()
    standing.process = undefined
    standing.skipped = `in the trial, "${faster.subject.label}" was faster`
  }
}

/** A whole pass where the case is an epoch and the subject has time for it, else a slice; undefined when its time is over. */
function requestFor({ tokensASecond }, workload, { left, round, quick }) {
  if (left <= 0 && round > 0) return undefined
  if (workload.kind === 'step') return { seconds: quick ? SLICE_SECONDS / 2 : SLICE_SECONDS }
  const pass = workload.tokens / tokensASecond
  if (workload.extra) return round === 0 ? 'pass' : undefined
  if (pass <= left || (round > 0 && pass <= 2 * left)) return 'pass'
  return round === 0 ? { seconds: left / 3 } : undefined
}
