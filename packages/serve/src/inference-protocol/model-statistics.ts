import type { DurationStatistic, InferenceService, ModelStatistics } from '../service/inference-service.ts'

/** Counts and times of one version of a model, with the names of the statistics extension; times are sums in nanoseconds. */
export interface ProtocolStatistics {
  readonly name: string
  readonly version: string
  readonly last_inference: number
  readonly inference_count: number
  readonly execution_count: number
  readonly inference_stats: Readonly<Record<InferenceStatistic, DurationStatistic>>
  /** Runs by their size; not counted here. */
  readonly batch_stats: readonly []
}

type InferenceStatistic =
  | 'success'
  | 'fail'
  | 'queue'
  | 'compute_input'
  | 'compute_infer'
  | 'compute_output'
  | 'cache_hit'
  | 'cache_miss'

/** Preparing inputs and outputs is not measured apart from the run. */
const NOT_MEASURED: DurationStatistic = { count: 0, ns: 0 }

/**
 * Statistics of all versions, of one model's or of one version.
 *
 * @throws MODEL_NOT_FOUND when the server offers no such model or version
 */
export async function modelStatistics(
  service: InferenceService,
  name?: string,
  version?: string,
): Promise<ProtocolStatistics[]> {
  if (name !== undefined) service.models.find(name, version)
  return (await service.statistics(name, version)).map(protocolStatistics)
}

function protocolStatistics(statistics: ModelStatistics): ProtocolStatistics {
  const { name, version, lastInference, inferenceCount, executionCount } = statistics
  return {
    name,
    version,
    last_inference: lastInference,
    inference_count: inferenceCount,
    execution_count: executionCount,
    inference_stats: {
      success: statistics.success,
      fail: statistics.fail,
      queue: statistics.queue,
      compute_input: NOT_MEASURED,
      compute_infer: statistics.compute,
      compute_output: NOT_MEASURED,
      cache_hit: statistics.cacheHit,
      cache_miss: statistics.cacheMiss,
    },
    batch_stats: [],
  }
}
