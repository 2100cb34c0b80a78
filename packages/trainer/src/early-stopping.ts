import type { ClassificationMetrics, Head, TrainingConfig } from '@textgate/core'

/** A figure that early stopping can watch. */
export type WatchedMetric = Exclude<TrainingConfig['metric'], 'auto'>

const METRIC_OF_HEAD: Readonly<Record<Head, WatchedMetric>> = {
  single: 'accuracy',
  multi: 'microF1',
  ordinal: 'meanAbsoluteError',
}

/** Those of which less is better. */
const LOSSES: readonly WatchedMetric[] = ['loss', 'meanAbsoluteError']

/** What early stopping remembers. */
export interface EarlyStoppingState {
  /** The best value of the metric so far; null before the first evaluation. */
  readonly best: number | null
  /** 1-based epoch of the best value; 0 before the first. */
  readonly bestEpoch: number
  /** Evaluations since then. */
  readonly waited: number
}

/** Before the first evaluation. */
export const EARLY_STOPPING_START: EarlyStoppingState = { best: null, bestEpoch: 0, waited: 0 }

/** The state after an evaluation of `epoch`; `bestEpoch === epoch` tells that it was the best. A tie is no improvement. */
export function earlyStopping(
  state: EarlyStoppingState,
  { epoch, value, metric }: { epoch: number; value: number; metric: WatchedMetric },
): EarlyStoppingState {
  const better = state.best === null || (LOSSES.includes(metric) ? value < state.best : value > state.best)
  return better ? { best: value, bestEpoch: epoch, waited: 0 } : { ...state, waited: state.waited + 1 }
}

/** True once `patience` evaluations brought nothing better; never for patience 0. */
export function isStale(state: EarlyStoppingState, patience: number): boolean {
  return patience > 0 && state.waited >= patience
}

/** The metric that the configuration names, or for `auto` the one of the head. */
export function watchedMetric(metric: TrainingConfig['metric'], head: Head): WatchedMetric {
  return metric === 'auto' ? METRIC_OF_HEAD[head] : metric
}

/**
 * The figure that `metric` names.
 *
 * @throws RangeError when metrics of that head have no such figure
 */
export function metricValue(metrics: ClassificationMetrics, metric: WatchedMetric): number {
  const value = metrics[metric]
  if (value === undefined) throw new RangeError(`early stopping: there is no ${metric} to watch`)
  return value
}
