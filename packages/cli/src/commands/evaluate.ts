import { TextgateError } from '@textgate/core'
import { readExamples } from '@textgate/trainer/data'
import { classificationMetrics } from '@textgate/trainer/metrics'
import { badRowNotes } from '../bad-rows.ts'
import { headline, metricsTable } from '../format.ts'
import { openPredictor } from '../open-predictor.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { prepareReport, type ReportFlags } from '../report/prepare-report.ts'

const TEXTS_A_CHUNK = 512

export interface EvaluateOptions extends ReportFlags {
  readonly data: string
  readonly backend: BackendChoice
  readonly textColumn?: string
  readonly labelColumn?: string
  readonly onBadRow: 'fail' | 'skip'
}

/** Scores a bundle on labelled data, and writes a page about it where one is asked for. */
export async function evaluateCommand(
  options: EvaluateOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const predictor = await openPredictor(folder, options.backend, output)
  try {
    const { labels } = predictor
    const writeReport = await prepareReport(options, labels)
    const { data } = predictor.bundle.manifest.config
    const indexOf = new Map(labels.map((label, i) => [label, i]))
    const badRows = badRowNotes(options.data, output)
    const truth: number[] = []
    const parts: Float32Array[] = []
    let texts: string[] = []
    const flush = async (): Promise<void> => {
      if (texts.length > 0) parts.push(await predictor.probabilities(texts))
      texts = []
      output.redraw(`${truth.length} rows`)
    }
    const reading = {
      textColumn: options.textColumn ?? data.textColumn,
      labelColumn: options.labelColumn ?? data.labelColumn,
      labels,
      onBadRow: options.onBadRow,
    }
    for await (const { text, label } of readExamples(options.data, { ...reading, onSkip: badRows.onSkip })) {
      truth.push(indexOf.get(label) as number)
      texts.push(text)
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
    const metrics = classificationMetrics(probabilities, Int32Array.from(truth), labels)
    output.print(`${folder} on ${options.data}, by ${predictor.engine}: ${headline(metrics)}`)
    for (const line of metricsTable(metrics)) output.print(line)
    const report = await writeReport?.({
      bundle: folder,
      data: options.data,
      readAgain: () => readExamples(options.data, reading),
      skippedRows: badRows.count(),
      truth: Int32Array.from(truth),
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
