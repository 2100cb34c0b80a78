import { BucketCounts } from './bucket-counts.ts'

/** Seconds: from far below a run of a small model to a long document's. */
const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const TEXTS = [1, 2, 4, 8, 16, 32, 64]
const PROBABILITIES = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

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
export interface ProtocolCounts {
  readonly seconds: BucketCounts
  readonly codes: Map<string, number>
}
