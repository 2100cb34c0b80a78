// Whether a second thread stays worth it while other programs want the same cores: training steps on one thread and on
// two, beside 0, 1 and 2 processes that never rest. All take turns, so that what else the machine does hits all alike.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReport, median, packageVersion, rangeOf } from './lib/report.mjs'
import { busyProcesses } from './neighbours/busy-processes.mjs'
import { CASES } from './train/cases.mjs'
import { startSubject } from './train/subject.mjs'
import { writeWorkload } from './train/workload.mjs'

const NEIGHBOURS = [0, 1, 2]
const THREADS = [1, 2]
/** What runs in each round when no case is named. */
const DEFAULT_CASES = ['step-64', 'step-32']
/** A turn of one process, in seconds. */
const TURN_SECONDS = 1

/**
 * @param options.repeats - rounds, in each of which every number of threads has a turn beside every number of neighbours
 * @param options.cases - ids of the step cases of `train/cases.mjs`
 */
export async function bench({ repeats, log, cases = [] }) {
  const versions = { '@textgate/trainer': packageVersion('@textgate/trainer'), node: process.versions.node }
  const report = createReport('neighbours', versions)
  for (const id of cases.length > 0 ? cases : DEFAULT_CASES) {
    const testCase = CASES.find((one) => one.id === id && one.kind === 'step')
    if (testCase === undefined) throw new Error(`no step case ${id}`)
    const folder = mkdtempSync(join(tmpdir(), 'textgate-neighbours-'))
    try {
      const workload = await writeWorkload(testCase, folder)
      addRows(report, { workload, turns: await runRounds(workload.folder, { repeats, log }), repeats })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return report.result()
}

/** @returns steps a second of each round, by neighbours and threads: `turns[neighbours][threads]` */
async function runRounds(folder, { repeats, log }) {
  const subjects = new Map()
  for (const threads of THREADS) {
    const args = [join(import.meta.dirname, 'train/textgate-process.mjs'), folder, 'wasm']
    const env = { TEXTGATE_THREADS: String(threads) }
    const subject = await startSubject({ command: process.execPath, args, env })
    await subject.ask({ run: { seconds: 2 } })
    subjects.set(threads, subject)
  }
  const turns = NEIGHBOURS.map(() => Object.fromEntries(THREADS.map((threads) => [threads, []])))
  for (let round = 0; round < repeats; round++) {
    for (const neighbours of NEIGHBOURS) {
      const busy = busyProcesses(neighbours)
      try {
        for (const threads of round % 2 === 0 ? THREADS : THREADS.toReversed()) {
          const { steps, seconds } = await subjects.get(threads).ask({ run: { seconds: TURN_SECONDS } })
          turns[neighbours][threads].push(steps / seconds)
        }
      } finally {
        busy.end()
      }
    }
    const last = turns.map((byThreads) =>
      THREADS.map((threads) => byThreads[threads][round].toFixed(1)).join(' : '),
    )
    log(
      `round ${round + 1} of ${repeats}, steps a second on 1 : 2 threads beside 0, 1, 2 neighbours: ${last.join(', ')}`,
    )
  }
  for (const subject of subjects.values()) await subject.close()
  return turns
}

function addRows(report, { workload, turns, repeats }) {
  for (const neighbours of NEIGHBOURS) {
    const [one, two] = THREADS.map((threads) => turns[neighbours][threads])
    report.add({
      case: `${workload.name}, ${neighbours} busy neighbours`,
      subject: '2 threads',
      peer: '1 thread',
      metric: 'throughput',
      unit: 'steps/s',
      value: median(two),
      peerValue: median(one),
      repeats,
      ratioRange: rangeOf(two.map((rate, round) => rate / one[round])),
    })
  }
}
