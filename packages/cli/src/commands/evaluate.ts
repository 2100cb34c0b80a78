import { TextgateError } from '@textgate/core'
import { metricsOf, packRowLabels } from '@textgate/trainer/metrics'
import { badRowNotes } from '../bad-rows.ts'
import { headline, metricsTable, percent } from '../format.ts'
import { openPredictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { labelsOf, readLabelled } from '../read-labelled.ts'
import { prepareReport, type ReportFlags } from '../report/prepare-report.ts'

const TEXTS_A_CHUNK = 512

export interface EvaluateOptions extends ReportFlags {
  readonly data: string
  readonly backend: BackendChoice
  readonly textColumn?: string
  readonly labelColumn?: string
  readonly onBadRow: 'fail' | 'skip'
  readonly unknownBelow?: number
  readonly variant?: string
}

/** Scores a bundle on labelled data, and writes a page about it where one is asked for. */
export async function evaluateCommand(
  options: EvaluateOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const predictor = await openPredictor(folder, options, output)
  try {
    const { labels, rule } = predictor
    const writeReport = await prepareReport(options, labels)
    const { data } = predictor.bundle.manifest.config
    const indexOf = new Map(labels.map((label, i) => [label, i]))
    const badRows = badRowNotes(options.data, output)
    const truth: number[][] = []
    const parts: Float32Array[] = []
    let texts: string[] = []
    const flush = async (): Promise<void> => {
      if (texts.length > 0) parts.push(await predictor.probabilities(texts))
      texts = []
      output.redraw(`${truth.length} rows`)
    }
    const reading = {
      ...data,
      textColumn: options.textColumn ?? data.textColumn,
      labelColumn: options.labelColumn ?? data.labelColumn,
      labels,
      onBadRow: options.onBadRow,
    }
    const rows = readLabelled(options.data, rule.head, { ...reading, onSkip: badRows.onSkip })
    for await (const example of rows) {
      truth.push(labelsOf(example).map((label) => indexOf.get(label) as number))
      texts.push(example.text)
      if (texts.length === TEXTS_A_CHUNK) await flush()
    }
    await flush()
    badRows.summarise()
    if (truth.length === 0) {
      throw new TextgateError('DATA_TOO_SMALL', `${options.data} has no usable rows; give labelled rows`, {
        details: { file: options.data },
      })
    }
    const probabilities = new Float32Array(truth.length * labels.length)
    let position = 0
    for (const part of parts) {
      probabilities.set(part, position)
      position += part.length
    }
    const rowLabels = packRowLabels(truth)
    const metrics = metricsOf(probabilities, rowLabels, labels, rule)
    output.print(`${folder} on ${options.data}, by ${predictor.engine}: ${headline(metrics)}`)
    output.print(`expected calibration error ${percent(metrics.calibrationError ?? 0)}`)
    for (const line of metricsTable(metrics)) output.print(line)
    const report = await writeReport?.({
      bundle: folder,
      data: options.data,
      readAgain: () => readLabelled(options.data, rule.head, reading),
      skippedRows: badRows.count(),
      truth: rowLabels,
      ...{ predictor, probabilities, metrics },
    })
    if (report !== undefined) output.print(`wrote ${report}`)
    output.emit({
      ...metrics,
      skipped: badRows.count(),
      engine: predictor.engine,
      bundle: folder,
      ...(report === undefined ? {} : { report }),
    })
  } finally {
    await predictor.close()
  }
}
