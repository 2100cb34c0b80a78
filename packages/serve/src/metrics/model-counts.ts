import type { MetricObject } from 'prom-client'
import type { BucketCounts } from './bucket-counts.ts'
import { METRIC_HELP } from './metric-help.ts'
import { SERVER_METRICS } from './metric-names.ts'
import { VersionCounts } from './version-counts.ts'
import type { VersionsKept } from './versions-kept.ts'

type Name = keyof typeof SERVER_METRICS
type Labels = Readonly<Record<string, string>>

/**
 * What a server counts at every request. In place of prom-client's own counters, which look up their labels at each count:
 * a request has some six of them, and where the processor's caches belong to a model, they took a tenth of what a request costs
 * beside the model. What is exported is the same.
 */
export interface ModelCounts {
  /** Of a version, from now on if there are none. */
  of(model: string, version: string): VersionCounts
  /** Forgets the versions that are not kept. */
  forget(kept: VersionsKept): void
  /** As prom-client exchanges them between processes. */
  json(): MetricObject[]
}

export function modelCounts(): ModelCounts {
  const models = new Map<string, Map<string, VersionCounts>>()
  const all = () =>
    [...models].flatMap(([model, versions]) =>
      [...versions].map(([version, counts]) => ({ labels: { model, version }, counts })),
    )

  return {
    of: (model, version) => {
      let versions = models.get(model)
      if (!versions) {
        versions = new Map()
        models.set(model, versions)
      }
      let counts = versions.get(version)
      if (!counts) {
        counts = new VersionCounts()
        versions.set(version, counts)
      }
      return counts
    },
    forget: (kept) => {
      for (const [model, versions] of models) {
        for (const version of versions.keys()) if (!kept.has({ model, version })) versions.delete(version)
        if (versions.size === 0) models.delete(model)
      }
    },
    json: () => {
      const counted = all()
      const histogram = (name: Name, of: (counts: VersionCounts) => BucketCounts) =>
        metricObject(
          name,
          counted.flatMap(({ labels, counts }) => bucketSeries(name, labels, of(counts))),
        )
      const requests = counted.flatMap(({ labels, counts }) =>
        [...counts.requests].map(([protocol, of]) => ({ labels: { ...labels, protocol }, ...of })),
      )
      return [
        metricObject(
          'textgate_requests_total',
          requests.flatMap(({ labels, codes }) =>
            [...codes].map(([code, value]) => ({ labels: { ...labels, code }, value })),
          ),
        ),
        metricObject(
          'textgate_request_seconds',
          requests.flatMap(({ labels, seconds }) =>
            bucketSeries('textgate_request_seconds', labels, seconds),
          ),
        ),
        histogram('textgate_batch_texts', ({ batchTexts }) => batchTexts),
        histogram('textgate_queue_seconds', ({ queueSeconds }) => queueSeconds),
        histogram('textgate_compute_seconds', ({ computeSeconds }) => computeSeconds),
        histogram('textgate_confidence', ({ confidence }) => confidence),
        metricObject(
          'textgate_labels_total',
          counted.flatMap(({ labels, counts }) =>
            [...counts.labels].map(([label, value]) => ({ labels: { ...labels, label }, value })),
          ),
        ),
        metricObject(
          'textgate_cache_hits_total',
          counted.flatMap(({ labels, counts }) => someOf(labels, counts.cacheHits)),
        ),
        metricObject(
          'textgate_cache_misses_total',
          counted.flatMap(({ labels, counts }) => someOf(labels, counts.cacheMisses)),
        ),
      ]
    },
  }
}

interface Series {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

/** No series of what has not happened, as prom-client has it. */
function someOf(labels: Labels, value: number): Series[] {
  return value === 0 ? [] : [{ labels, value }]
}

function bucketSeries(name: Name, labels: Labels, counts: BucketCounts): Series[] {
  const upTo = counts.upTo()
  const count = upTo.at(-1) as number
  if (count === 0) return []
  const bounds = [...counts.bounds, '+Inf']
  return [
    ...bounds.map((le, i) => ({
      metricName: `${name}_bucket`,
      labels: { le, ...labels },
      value: upTo[i] as number,
    })),
    { metricName: `${name}_sum`, labels, value: counts.sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}

function metricObject(name: Name, values: readonly Series[]): MetricObject {
  const { type } = SERVER_METRICS[name]
  return { name, help: METRIC_HELP[name], type, values, aggregator: 'sum' } as unknown as MetricObject
}
