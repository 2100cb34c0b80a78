import type { RowAnswer } from '../client/classify-rows.ts'
import type { CsvRows } from './parse-csv.ts'

/** A file and what is known of its rows. */
export interface ResultOptions {
  /** As the file has them, without the row of names. */
  readonly rows: CsvRows
  /** Names of the columns; absent where the file has none. */
  readonly names?: readonly string[] | undefined
  readonly answers: readonly (RowAnswer | undefined)[]
  /** Labels of which each gets a column of its own with its probability; none unless given. */
  readonly labels?: readonly string[]
}

/**
 * The rows of a file with the answers behind their own cells, which stay as they are: label (of head multi all labels, joined by
 * `|`), probability of the most probable one, and why there is no answer. Rows without an answer are there, too.
 */
export function resultRows({ rows, names, answers, labels = [] }: ResultOptions): string[][] {
  const width = Math.max(names?.length ?? 0, ...rows.map((row) => row.length))
  const filled = (row: readonly string[]): string[] => [...row, ...Array(width - row.length).fill('')]
  const added = [
    'predicted_label',
    'predicted_probability',
    'prediction_error',
    ...labels.map((label) => `probability_${label}`),
  ]
  const head = names ?? Array.from({ length: width }, (_, column) => `column_${column + 1}`)
  const header = [...filled(head), ...added.map((name) => unusedName(name, head))]
  return [header, ...rows.map((row, i) => [...filled(row), ...cellsOf(answers[i], labels)])]
}

function cellsOf(answer: RowAnswer | undefined, labels: readonly string[]): string[] {
  if (!answer) return Array(3 + labels.length).fill('')
  if (answer.failure) return ['', '', messageOf(answer.failure), ...labels.map(() => '')]
  const { label, labels: several, probability, probabilities } = answer.prediction
  const shown = several?.join('|') ?? label ?? ''
  const columns = labels.map((name) =>
    String(Object.getOwnPropertyDescriptor(probabilities, name)?.value ?? ''),
  )
  return [shown, String(probability), '', ...columns]
}

function messageOf({ code, message }: { readonly code: string; readonly message: string }): string {
  return code === '' ? message : `${code}: ${message}`
}

function unusedName(name: string, taken: readonly string[]): string {
  let unused = name
  for (let number = 2; taken.includes(unused); number++) unused = `${name}_${number}`
  return unused
}
