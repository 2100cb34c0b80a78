import type { MetricObject } from 'prom-client'
import { BucketCounts } from './bucket-counts.ts'
import { METRIC_HELP } from './metric-help.ts'
import { SERVER_METRICS } from './metric-names.ts'
import type { VersionsKept } from './versions-kept.ts'

/** Seconds: from far below a run of a small model to a long document's. */
const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const TEXTS = [1, 2, 4, 8, 16, 32, 64]
const PROBABILITIES = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

type Name = keyof typeof SERVER_METRICS
type Labels = Readonly<Record<string, string>>

/** What is counted of one version of a model; requests that name none have one of their own. */
export class VersionCounts {
  readonly batchTexts = new BucketCounts(TEXTS)
  readonly queueSeconds = new BucketCounts(SECONDS)
  readonly computeSeconds = new BucketCounts(SECONDS)
  readonly confidence = new BucketCounts(PROBABILITIES)
  /** Texts by the label that was answered. */
  readonly labels = new Map<string, number>()
  cacheHits = 0
  cacheMisses = 0
  readonly #requests = new Map<string, ProtocolCounts>()

  /** @param code - HTTP status, or name of the gRPC status */
  requested(protocol: string, code: string, seconds: number): void {
    let counts = this.#requests.get(protocol)
    if (!counts) {
      counts = { seconds: new BucketCounts(SECONDS), codes: new Map() }
      this.#requests.set(protocol, counts)
    }
    counts.seconds.observe(seconds)
    counts.codes.set(code, (counts.codes.get(code) ?? 0) + 1)
  }

  answered(label: string): void {
    this.labels.set(label, (this.labels.get(label) ?? 0) + 1)
  }

  /** Requests by protocol. */
  get requests(): ReadonlyMap<string, ProtocolCounts> {
    return this.#requests
  }
}

/** Requests over one protocol. */
interface ProtocolCounts {
  readonly seconds: BucketCounts
  readonly codes: Map<string, number>
}

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
