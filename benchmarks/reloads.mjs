// What a server's memory does over many reloads: a small model gets version after version, each loaded by request under a light
// load. A case is a shape of the server. The verdict is the line through the second half; the run fails where something grows.

import { renderFiles } from './lib/render-files.mjs'
import { createReport, packageVersion } from './lib/report.mjs'
import { growthOf } from './soak/growth-of.mjs'
import { addGrowth, failedCases, growthTable, resultName } from './soak/growth-rows.mjs'
import { recordReloads } from './soak/record-reloads.mjs'

const SHAPES = ['processes', 'workers', 'inline']
const RELOADS = 1000
const QUICK_RELOADS = 30
const LOOKS = 200

/** @param options.cases - shapes @param options.quick - 30 reloads */
export async function bench({ log, cases = [], quick = false }) {
  const reloads = quick ? QUICK_RELOADS : RELOADS
  const versions = Object.fromEntries(
    ['@textgate/serve', 'onnxruntime-node'].map((name) => [name, packageVersion(name)]),
  )
  const report = createReport('reloads', versions)
  for (const shape of cases.length > 0 ? cases : SHAPES) {
    const samples = []
    const onUsage = (usage) => {
      samples.push({ ...usage, at: usage.reload })
      log(`${shape}, reload ${usage.reload} of ${reloads}: ${usage.mainMiB.toFixed(0)} MiB`)
    }
    await recordReloads({ shape, reloads, every: Math.ceil(reloads / LOOKS), onUsage })
    addGrowth(report, shape, growthOf(samples), `${reloads} reloads`)
  }
  const result = report.result()
  if (failedCases(result).length > 0) process.exitCode = 1
  return result
}

/** Results of several machines stand side by side; a quick run replaces none of them. */
export const fileName = (_result, { quick }) => resultName('reloads', quick)

/** Writes the table beside a results file. @returns its path */
export const render = (path) =>
  renderFiles(path, { md: (result) => growthTable(result, 'Memory over reloads') })
