// Whether a server loses a request while its versions are replaced and its processes killed, at 70 % of the load that it can bear. A
// case is a shape of the server. See docs/soak.md. Fails where a request was lost or answered wrongly, or something grew.

import { renderFiles } from './lib/render-files.mjs'
import { createReport, packageVersion } from './lib/report.mjs'
import { addGrowth, addLaw, failedCases, growthTable, resultName } from './soak/growth-rows.mjs'
import { runSoak } from './soak/run-soak.mjs'

const SHAPES = ['processes', 'workers']
const MINUTES = 20

/** @param options.cases - shapes @param options.minutes - 20 unless given @param options.rate - requests a second */
export async function bench({ log, cases = [], minutes = MINUTES, rate }) {
  const packages = ['@textgate/serve', 'onnxruntime-node', 'undici', '@grpc/grpc-js']
  const report = createReport(
    'soak',
    Object.fromEntries(packages.map((name) => [name, packageVersion(name)])),
  )
  for (const shape of cases.length > 0 ? cases : SHAPES) {
    const run = await runSoak({ shape, minutes, rate, log })
    log(JSON.stringify({ ...run, samples: undefined }))
    addLaws(report, shape, run)
    addGrowth(report, shape, run.growth, `${minutes} minutes`)
  }
  const result = report.result()
  if (failedCases(result).length > 0) process.exitCode = 1
  return result
}

function addLaws(report, shape, { rate, seen, happened, events, isWhole, exit }) {
  const count = (metric, value, holds = true, note) => addLaw(report, shape, { metric, value, holds, note })
  count('requests a second, on average', rate)
  count('requests', seen.sent)
  count('answered rightly', seen.answered)
  count('lost', seen.lost, seen.lost === 0, seen.problems)
  count('answered wrongly', seen.wrong, seen.wrong === 0, seen.problems)
  count('refused with SERVER_BUSY', seen.busy)
  // In the shape `workers` no connection hangs on a worker.
  count(
    'answered at the first retry, their connection cut',
    seen.retried,
    shape !== 'workers' || seen.retried === 0,
  )
  count('versions taken', happened.reloads)
  count('reloads that failed', happened.failedReloads.length, happened.failedReloads.length === 0)
  count('reloads repeated, a process of theirs killed', happened.repeatedReloads)
  count('processes killed', happened.kills)
  count('processes replaced', events['worker-replaced'] ?? 0)
  count('whole at the end', isWhole ? 1 : 0, isWhole)
  count('hostile requests', happened.hostile)
  count('exit code at the end', exit, exit === 0)
}

/** Results of several machines stand side by side. */
export const fileName = () => resultName('soak', false)

/** Writes the table beside a results file. @returns its path */
export const render = (path) => renderFiles(path, { md: (result) => growthTable(result, 'Soak') })
