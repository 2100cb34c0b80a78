import type { DataConfig, Head, TrainingConfig } from './config.ts'

/** A key whose value has no meaning with a head. */
export interface HeadProblem {
  readonly path: readonly string[]
  /** The reason and the way out. */
  readonly message: string
}

const METRICS: Readonly<Record<Head, readonly TrainingConfig['metric'][]>> = {
  single: ['auto', 'accuracy', 'microF1', 'macroF1', 'loss'],
  multi: ['auto', 'microF1', 'macroF1', 'loss'],
  ordinal: ['auto', 'accuracy', 'microF1', 'macroF1', 'meanAbsoluteError', 'quadraticKappa', 'loss'],
}

/** Every key that has no meaning with this head; none where all fit together. */
export function headProblems(
  head: Head,
  { data, training }: { readonly data?: DataConfig; readonly training: TrainingConfig },
): HeadProblem[] {
  const problems: HeadProblem[] = []
  const refuse = (path: readonly string[], message: string): void => void problems.push({ path, message })
  const { metric, classWeights, labelSmoothing, unknownPrecision } = training
  if (!METRICS[head].includes(metric)) {
    refuse(['training', 'metric'], `head ${head} has no ${metric}; choose ${METRICS[head].join(', ')}`)
  }
  if (head === 'multi' && classWeights !== 'none') {
    refuse(
      ['training', 'classWeights'],
      'head multi weighs no labels: a threshold of its own, chosen on the dev part, makes up for a rare one; set it to none',
    )
  }
  if (head === 'multi' && unknownPrecision !== null) {
    refuse(
      ['training', 'unknownPrecision'],
      'head multi answers no label where it is unsure, by the thresholds of the labels; remove it',
    )
  }
  if (head === 'ordinal' && labelSmoothing > 0) {
    refuse(
      ['training', 'labelSmoothing'],
      'head ordinal spreads its targets over the neighbouring labels already; set it to 0',
    )
  }
  const order = data?.labelOrder ?? null
  if (order !== null && head !== 'ordinal') {
    refuse(
      ['data', 'labelOrder'],
      `head ${head} has no order of labels; remove it, or set model.head: ordinal`,
    )
  }
  if (order !== null && new Set(order).size < order.length) {
    refuse(['data', 'labelOrder'], 'a label stands in it twice; name each once')
  }
  return problems
}
