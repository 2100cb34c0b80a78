// `pnpm bench ablation [CASE …]`: what each part of the default preset is worth, and what was left out of it, on dev. Test
// parts are not read. See README.md.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderAblation } from './ablation/render-ablation.mjs'
import { VARIANTS } from './ablation/variants.mjs'
import { partOf } from './accuracy/cases.mjs'
import { textgateCommand } from './accuracy/textgate.mjs'
import { datasetMissing } from './lib/datasets.mjs'
import { createReport, machine, packageVersion } from './lib/report.mjs'

const CASES = ['trec6', 'sst2']
/** TEXTGATE_SEEDS names others, with commas. */
const SEEDS = process.env.TEXTGATE_SEEDS?.split(',').map(Number) ?? [1, 2, 3]

/** Every variant on every case named, or on all; a row for each, the mean of the seeds with the single values. */
export async function bench({ log, cases = [] }) {
  const report = createReport('ablation', { '@textgate/cli': packageVersion('@textgate/cli') })
  for (const id of cases.length > 0 ? cases : CASES) {
    const missing = datasetMissing(id)
    if (missing) {
      report.skip({ case: id, subject: 'default' }, missing)
      continue
    }
    for (const variant of VARIANTS) {
      const values = []
      for (const seed of SEEDS) values.push(await accuracyOnDev(id, variant, seed, log))
      const value = values.reduce((sum, each) => sum + each, 0) / values.length
      const { name: subject, config } = variant
      report.note({
        ...{ case: id, subject, metric: 'dev accuracy', unit: 'fraction', value, values, config },
        seeds: SEEDS,
      })
    }
  }
  return report.result()
}

async function accuracyOnDev(id, { config }, seed, log) {
  const folder = mkdtempSync(join(tmpdir(), `textgate-ablation-${id}-`))
  try {
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify(config))
    const dev = partOf(id, 'dev')
    const data = ['--train', partOf(id, 'train'), ...(dev === undefined ? [] : ['--dev', dev])]
    const recipe = ['--config', file, '--seed', String(seed)]
    const backend = ['--backend', process.env.TEXTGATE_BACKEND ?? 'auto']
    const out = ['--out', join(folder, 'model')]
    const trained = await textgateCommand(log, 'train', ...data, ...recipe, ...backend, ...out)
    return trained.dev.accuracy
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Results of several machines stand side by side. */
export function fileName() {
  const { cores, platform } = machine()
  return `ablation-${platform.replace(' ', '-')}-${cores}-cores`
}

/** Writes the table beside a results file. @returns its path */
export const render = renderAblation
