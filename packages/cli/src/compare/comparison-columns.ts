import { percent } from '../format.ts'
import { type Comparison, type EncoderResult, isResult, type TrainingEnd } from './comparison.ts'

/** A column of the table of a comparison. */
export interface ComparisonColumn {
  readonly title: string
  readonly cell: (result: EncoderResult) => string
}

const ENDS: Readonly<Record<TrainingEnd, string>> = {
  epochs: 'its epochs',
  patience: 'early stopping',
  time: 'the time',
}

/** The columns of a comparison in their order; those of seeds and time where they tell something. */
export function comparisonColumns(comparison: Comparison): ComparisonColumn[] {
  const { head, seeds, budget } = comparison
  return [
    { title: 'encoder', cell: ({ name }) => name },
    { title: `${seeds ? 'mean accuracy' : 'accuracy'} (95 %)`, cell: accuracyCell },
    ...(seeds ? [{ title: 'lowest to highest', cell: spreadCell }] : []),
    head === 'multi'
      ? { title: 'micro F1', cell: ({ microF1 }) => percent(microF1) }
      : { title: 'macro F1', cell: ({ macroF1 }) => percent(macroF1) },
    { title: 'parameters', cell: ({ parameters }) => parameters.total.toLocaleString('en') },
    { title: 'of the encoder', cell: ({ parameters }) => parameters.encoder.toLocaleString('en') },
    { title: 'hidden size', cell: ({ hiddenSize }) => String(hiddenSize ?? '') },
    { title: 'epochs', cell: epochsCell },
    ...(budget === 'time' ? TIME_COLUMNS : []),
    { title: 's an epoch', cell: ({ speed }) => speed.trainingSecondsPerEpoch.toPrecision(3) },
    { title: 'texts/s', cell: ({ speed }) => String(Math.round(speed.predictedTextsPerSecond)) },
    ...lengthColumns(comparison),
  ]
}

const TIME_COLUMNS: readonly ComparisonColumn[] = [
  { title: 'planned', cell: ({ time }) => String(time?.plannedEpochs ?? '') },
  { title: 'seconds', cell: ({ time }) => time?.seconds.toFixed(1) ?? '' },
  { title: 'ended by', cell: ({ time }) => [...new Set(time?.ended)].map((end) => ENDS[end]).join(', ') },
]

function accuracyCell({ accuracy, accuracyInterval: { low, high } }: EncoderResult): string {
  return `${percent(accuracy)} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`
}

function spreadCell({ seeds = [] }: EncoderResult): string {
  const accuracies = seeds.map(({ accuracy }) => accuracy * 100)
  return `${Math.min(...accuracies).toFixed(1)} to ${Math.max(...accuracies).toFixed(1)}`
}

function epochsCell({ epochs, seeds = [] }: EncoderResult): string {
  const all = seeds.length > 0 ? seeds.map((one) => one.epochs) : [epochs]
  const [fewest, most] = [Math.min(...all), Math.max(...all)]
  return fewest === most ? String(most) : `${fewest} to ${most}`
}

/** Length groups are those of the rows, so all encoders have the same. */
function lengthColumns({ encoders }: Comparison): ComparisonColumn[] {
  const groups = encoders.find(isResult)?.byLength ?? []
  return groups.map(({ shortest, longest }, group) => ({
    title: shortest === longest ? `${shortest} tokens` : `${shortest} to ${longest} tokens`,
    cell: ({ byLength }) => percent(byLength[group]?.accuracy as number),
  }))
}
