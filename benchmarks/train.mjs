// How fast a classifier trains, beside everything else that trains the same network on this machine: whole steps (embedding,
// GRU, head, loss, clipping, AdamW) at three shapes and epochs of two data sets. Each subject is a process of its own; in
// each round all take turns; the medians count. See README.md for what each subject does.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { datasetMissing } from './lib/datasets.mjs'
import { createReport, machine, packageVersion } from './lib/report.mjs'
import { CASES } from './train/cases.mjs'
import { fastText } from './train/fast-text.mjs'
import { renderResult } from './train/render-result.mjs'
import { addRows } from './train/rows.mjs'
import { runCase } from './train/run-case.mjs'
import { subjectsOf } from './train/subjects.mjs'
import { writeWorkload } from './train/workload.mjs'

/**
 * @param options.repeats - rounds at most; a case ends earlier when its time is over
 * @param options.cases - ids of `CASES`, or all that need no naming
 * @param options.quick - two short cases, about a minute
 */
export async function bench({ repeats, log, cases = [], quick = false }) {
  for (const id of cases) if (!CASES.some((one) => one.id === id)) throw new Error(unknownCase(id))
  const chosen = CASES.filter(({ id, quick: short, extra }) =>
    cases.length > 0 ? cases.includes(id) : quick ? short : !extra,
  )
  const versions = { '@textgate/trainer': packageVersion('@textgate/trainer'), node: process.versions.node }
  const report = createReport('train', versions)
  const folder = mkdtempSync(join(tmpdir(), 'textgate-train-'))
  try {
    for (const testCase of chosen) {
      const missing = testCase.dataset && datasetMissing(testCase.dataset)
      if (missing) {
        report.skip({ case: testCase.name, subject: 'textgate' }, missing)
        continue
      }
      const workload = await writeWorkload(testCase, join(folder, testCase.id))
      const subjects = subjectsOf(testCase, { folder: workload.folder, quick })
      const standings = await runCase({ workload, subjects, repeats, quick, log })
      if (testCase.kind === 'epoch' && !testCase.extra) standings.push(await fastText(workload, log))
      addRows(report, { workload, standings, versions })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return report.result()
}

/** Results of several machines stand side by side; a quick run replaces none of them. */
export function fileName(_result, { quick }) {
  const { cores, platform } = machine()
  return `train-${platform.replace(' ', '-')}-${cores}-cores${quick ? '-quick' : ''}`
}

/** Writes the table and the picture beside a results file. @returns their paths */
export const render = renderResult

const unknownCase = (id) => `no case ${id}; there are ${CASES.map((one) => one.id).join(', ')}`
