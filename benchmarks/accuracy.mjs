// `pnpm bench accuracy [CASE …]`: textgate by its command alone, beside fastText and TF-IDF with a linear SVM, on the same
// rows. Test parts are scored once, after training; nothing is chosen by them. See README.md.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CASES, overlapOf, partOf } from './accuracy/cases.mjs'
import { fastText } from './accuracy/fast-text.mjs'
import { figuresOf, isNotable } from './accuracy/figures-of.mjs'
import { linearSvm } from './accuracy/linear-svm.mjs'
import { renderAccuracy } from './accuracy/render-accuracy.mjs'
import { textgate } from './accuracy/textgate.mjs'
import { datasetMissing, readDataset } from './lib/datasets.mjs'
import { createReport, machine, packageVersion } from './lib/report.mjs'

/** Seeds of every subject; TEXTGATE_SEEDS names others, with commas. */
const SEEDS = process.env.TEXTGATE_SEEDS?.split(',').map(Number) ?? [1, 2, 3]
/** Presets that are measured; TEXTGATE_PRESETS names others, with commas. */
const PRESETS = process.env.TEXTGATE_PRESETS?.split(',') ?? ['default', 'best']

/** Every subject on every case named, or all; a row for each figure, the mean of the seeds with the single values. */
export async function bench({ log, cases = [] }) {
  for (const id of cases) {
    if (CASES.some((each) => each.id === id)) continue
    throw new Error(`no case ${id}; there are ${CASES.map((each) => each.id).join(', ')}`)
  }
  const report = createReport('accuracy', {
    '@textgate/cli': packageVersion('@textgate/cli'),
    node: process.versions.node,
  })
  for (const each of CASES) {
    if (cases.length > 0 && !cases.includes(each.id)) continue
    const missing = datasetMissing(each.id)
    if (missing) report.skip({ case: each.id, subject: 'textgate' }, missing)
    else await benchCase(report, each, log)
  }
  return report.result()
}

async function benchCase(report, { id, chinese, multi }, log) {
  const rowsOf = (part) =>
    readDataset(id, part).map(({ text, label, labels = [label] }) => ({ text, labels }))
  const test = rowsOf('test')
  const files = { train: partOf(id, 'train'), dev: partOf(id, 'dev'), test: partOf(id, 'test') }
  const overlap = overlapOf(id)
  const truth = test.map((row) => row.labels)
  const score = ({ answers, ...rest }) => ({
    ...rest,
    ...(answers ? { figures: figuresOf(truth, answers, { multi, overlap }) } : {}),
  })
  const inFolder = async (run) => {
    const folder = mkdtempSync(join(tmpdir(), `textgate-accuracy-${id}-`))
    try {
      return await run(folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  log(`${id}: TF-IDF and linear SVM`)
  addRows(report, id, 'TF-IDF + linear SVM', [score(await linearSvm(files, { chinese }))])
  log(`${id}: fastText`)
  const train = rowsOf('train')
  const bySeed = SEEDS.map((seed) =>
    inFolder((folder) => score(fastText({ train, test }, { multi, seed, folder }))),
  )
  addRows(report, id, 'fastText', await Promise.all(bySeed))
  const apart = isNotable(overlap, test) ? test.filter((_, row) => !overlap.has(row)) : undefined
  for (const preset of PRESETS) {
    const runs = []
    for (const seed of SEEDS) {
      const options = { preset, seed, multi, rows: apart, log }
      runs.push(
        await inFolder(async (folder) => textgateRun(await textgate(files, { ...options, folder }), multi)),
      )
    }
    addRows(report, id, `textgate, ${preset}`, runs)
  }
}

/** What the command said, as figures. */
function textgateRun({ trained, evaluated, evaluatedRows, configuration }, multi) {
  const { seconds, backend, dev } = trained
  const figures = multi
    ? [
        ['micro F1', evaluated.microF1],
        ['macro F1', evaluated.macroF1],
      ]
    : [['accuracy', evaluated.accuracy]]
  if (evaluatedRows) figures.push(['accuracy, rows not in train', evaluatedRows.accuracy])
  return { figures, configuration, seconds, backend, dev: multi ? dev.microF1 : dev.accuracy }
}

/** A row for each figure: the mean over the runs, and the value of each. */
function addRows(report, id, subject, runs) {
  const [first] = runs
  if (first.skipped) return report.skip({ case: id, subject }, first.skipped)
  first.figures.forEach(([metric], i) => {
    const values = runs.map((run) => run.figures[i][1])
    const value = values.reduce((sum, each) => sum + each, 0) / values.length
    const { versions, configuration, backend } = first
    const ofRuns = (name) => (first[name] === undefined ? {} : { [name]: runs.map((run) => run[name]) })
    const facts = { versions, configuration, backend, ...ofRuns('dev'), ...ofRuns('seconds') }
    report.note({
      case: id,
      subject,
      metric,
      unit: 'fraction',
      value,
      values,
      repeats: runs.length,
      ...facts,
    })
  })
}

/** Results of several machines stand side by side. */
export function fileName() {
  const { cores, platform } = machine()
  return `accuracy-${platform.replace(' ', '-')}-${cores}-cores`
}

/** Writes the table beside a results file. @returns its path */
export const render = renderAccuracy
