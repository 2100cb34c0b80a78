import type { MetricObject } from 'prom-client'
import type { DurationStatistic, ModelStatistics } from '../service/inference-service.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { SERVER_METRICS } from './metric-names.ts'

type Name = keyof typeof SERVER_METRICS

/** Codes of requests that were answered as they were meant to be. */
const SUCCESS = new Set(['200', 'OK'])

/** Counts and times of model versions, from the metrics of all processes. */
export function statisticsOf(
  processes: readonly MetricObject[][],
  models: readonly ServedModel[],
  lastAnswers: WeakMap<ServedModel, number>,
): ModelStatistics[] {
  const values = processes.flat() as readonly MetricObject[] as readonly (MetricObject & Series)[]
  return models.map((served) => {
    const { name: model, version } = served
    const sum = (metric: Name, ending = '', accept: (labels: Labels) => boolean = () => true): number => {
      let total = 0
      for (const { name, values: series } of values) {
        if (name !== metric) continue
        for (const { metricName = name, labels, value } of series) {
          const isMeant =
            metricName === metric + ending && labels.model === model && labels.version === version
          if (isMeant && accept(labels)) total += value
        }
      }
      return total
    }
    const duration = (metric: Name): DurationStatistic => ({
      count: sum(metric, '_count'),
      ns: Math.round(sum(metric, '_sum') * 1e9),
    })
    // How long looking them up takes is not measured.
    const texts = (metric: Name): DurationStatistic => ({ count: sum(metric), ns: 0 })
    const isSuccess = ({ code }: Labels) => SUCCESS.has(code ?? '')
    const all = sum('textgate_requests_total')
    const success = sum('textgate_requests_total', '', isSuccess)
    return {
      name: model,
      version,
      inferenceCount: sum('textgate_batch_texts', '_sum'),
      executionCount: sum('textgate_batch_texts', '_count'),
      lastInference: lastAnswers.get(served) ?? 0,
      success: { count: success, ns: Math.round(sum('textgate_request_seconds', '_sum') * 1e9) },
      fail: { count: all - success, ns: 0 },
      queue: duration('textgate_queue_seconds'),
      compute: duration('textgate_compute_seconds'),
      cacheHit: texts('textgate_cache_hits_total'),
      cacheMiss: texts('textgate_cache_misses_total'),
    }
  })
}

type Labels = Readonly<Record<string, string | undefined>>

interface Series {
  readonly name: string
  readonly values: readonly {
    readonly metricName?: string
    readonly labels: Labels
    readonly value: number
  }[]
}
