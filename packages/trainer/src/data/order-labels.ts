import { type DataConfig, TextgateError } from '@textgate/core'

/**
 * The labels of head ordinal from lowest to highest: as configured, or numbers by their value. Labels of the configured
 * order that do not occur keep their places.
 *
 * @param labels - those that occur, in any order
 * @param order - `data.labelOrder`
 * @throws CONFIG_INVALID where the order lacks a label, or there is none and the labels are not different numbers
 */
export function orderLabels(labels: readonly string[], order: DataConfig['labelOrder']): string[] {
  if (order === null) return numbersInOrder(labels)
  const missing = labels.find((label) => !order.includes(label))
  if (missing === undefined) return [...order]
  throw invalid(`data.labelOrder lacks the label ${JSON.stringify(missing)}; put it in its place`)
}

function numbersInOrder(labels: readonly string[]): string[] {
  const word = labels.find((label) => label.trim() === '' || !Number.isFinite(Number(label)))
  if (word !== undefined) {
    throw invalid(
      `data.labelOrder is missing, and the label ${JSON.stringify(word)} is no number; list all labels from lowest to highest`,
    )
  }
  const sorted = [...labels].sort((a, b) => Number(a) - Number(b))
  const twice = sorted.find((label, i) => i > 0 && Number(label) === Number(sorted[i - 1]))
  if (twice === undefined) return sorted
  throw invalid(
    `data.labelOrder is missing, and two labels are the number ${Number(twice)}; write each grade in one way`,
  )
}

function invalid(reason: string): TextgateError {
  return new TextgateError('CONFIG_INVALID', reason, { details: { key: 'data.labelOrder' } })
}
