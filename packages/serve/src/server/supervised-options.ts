import type { MetricObject } from 'prom-client'
import type { ModelSource } from '../engine/model-source.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import type { RecentTexts } from '../models/recent-texts.ts'
import type { ModelControl } from '../service/model-control.ts'

/** What a server among several is told by the process that supervises them. */
export interface SupervisedOptions {
  /** In place of what the options would find. */
  readonly sources?: readonly ModelSource[] | undefined
  /** Loading and unloading for all of them together. */
  readonly control?: ModelControl | undefined
  /** What all of them have counted. */
  readonly gather?: (() => Promise<MetricObject[][]>) | undefined
  /** Given what this one has counted. */
  readonly onMetrics?: ((metrics: ServerMetrics) => void) | undefined
  /** Where this one keeps the last texts, for them all. */
  readonly recent?: RecentTexts | undefined
}
