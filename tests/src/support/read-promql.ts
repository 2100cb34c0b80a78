import { parser } from '@prometheus-io/lezer-promql'

/** What a PromQL expression speaks of. */
export interface PromqlParts {
  /** Places in the expression that do not parse. */
  readonly problems: readonly string[]
  /** Names of series. */
  readonly series: readonly string[]
  /** Names of labels that it matches or groups by. */
  readonly labels: readonly string[]
}

/** Reads an expression by Prometheus' own grammar, with Grafana's interval in place of its variable. */
export function readPromql(expression: string): PromqlParts {
  const text = expression.replaceAll('$__rate_interval', '5m')
  const found = { problems: [] as string[], series: [] as string[], labels: [] as string[] }
  parser.parse(text).iterate({
    enter: ({ name, from, to, type }) => {
      if (type.isError) found.problems.push(`at ${from}: "${text.slice(from, to + 20)}" in ${text}`)
      if (name === 'Identifier') found.series.push(text.slice(from, to))
      if (name === 'LabelName') found.labels.push(text.slice(from, to))
    },
  })
  return found
}
