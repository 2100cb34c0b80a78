import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  type MetricKind,
  PROCESS_METRICS,
  SERVER_METRICS,
} from '../../packages/serve/src/metrics/metric-names.ts'
import { readPromql } from './support/read-promql.ts'
import { ROOT } from './support/workspace.ts'

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string }[]
}
interface Variable {
  readonly name: string
  readonly type: string
  readonly query: { readonly query: string }
}
interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly Variable[] }
}

const METRICS: Readonly<Record<string, MetricKind>> = { ...SERVER_METRICS, ...PROCESS_METRICS }
/** What Prometheus adds to every series that it reads. */
const SCRAPE_LABELS = ['namespace', 'pod', 'job', 'instance']

const text = readFileSync(join(ROOT, 'deploy/grafana/textgate.json'), 'utf8')
const dashboard = JSON.parse(text) as Dashboard
const targets = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
)
const selectors = dashboard.templating.list
  .filter(({ type }) => type === 'query')
  .map(
    ({ name, query }) =>
      [`variable ${name}`, query.query.match(/^label_values\((.+), \w+\)$/)?.[1] ?? ''] as const,
  )
const adapter = parse(readFileSync(join(ROOT, 'deploy/prometheus/adapter-values.yaml'), 'utf8')) as {
  rules: { custom: { seriesQuery: string; metricsQuery: string }[] }
}
const rules = adapter.rules.custom.flatMap(({ seriesQuery, metricsQuery }) => {
  const series = seriesQuery.slice(0, seriesQuery.indexOf('{'))
  const filled = metricsQuery
    .replaceAll('<<.Series>>', series)
    .replaceAll('<<.LabelMatchers>>', 'namespace="shop"')
    .replaceAll('<<.GroupBy>>', 'pod')
  return [['adapter series', seriesQuery] as const, ['adapter query', filled] as const]
})

/** The metric that a series belongs to, and the labels of the series; undefined for what the server does not have. */
function seriesOf(name: string): { labels: readonly string[] } | undefined {
  const [, base = name, ending] = name.match(/^(.*)_(bucket|sum|count)$/) ?? []
  if (METRICS[base]?.type === 'histogram' && ending !== undefined)
    return { labels: [...METRICS[base].labels, ...(ending === 'bucket' ? ['le'] : [])] }
  const kind = METRICS[name]
  return kind === undefined || kind.type === 'histogram' ? undefined : kind
}

describe.each([...targets, ...selectors, ...rules])('%s: %s', (_place, expression) => {
  const { problems, series, labels } = readPromql(expression)

  test('is PromQL', () => {
    expect(problems).toEqual([])
    expect(series.length).toBeGreaterThan(0)
  })

  test('asks for series that the server has, by labels that they have', () => {
    expect(series.filter((name) => seriesOf(name) === undefined)).toEqual([])
    const known = [...SCRAPE_LABELS, ...series.flatMap((name) => seriesOf(name)?.labels ?? [])]
    expect(labels.filter((label) => !known.includes(label))).toEqual([])
  })
})

describe('the dashboard', () => {
  test('shows every metric of the server', () => {
    const shown = targets.flatMap(([, expression]) => readPromql(expression).series)
    const missing = Object.keys(SERVER_METRICS).filter(
      (name) => !shown.some((series) => series.startsWith(name)),
    )
    expect(missing).toEqual([])
  })

  test('uses only variables that it defines', () => {
    const defined = ['__rate_interval', '__all', ...dashboard.templating.list.map(({ name }) => name)]
    const used = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name as string)
    expect(used.filter((name) => !defined.includes(name))).toEqual([])
  })

  test('has panels with ids of their own that do not overlap', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...panels.map(({ gridPos }) => gridPos.x + gridPos.w))).toBeLessThanOrEqual(24)
  })
})

test('what does not parse and what the server does not have is found', () => {
  expect(readPromql('sum(rate(textgate_requests_total[5m])').problems).not.toEqual([])
  expect(seriesOf('textgate_request_seconds')).toBeUndefined()
  expect(seriesOf('textgate_request_total')).toBeUndefined()
})
