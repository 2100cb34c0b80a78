import type { ClassificationMetrics, TrainingConfig } from '@textgate/core'

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
  { epoch, value, metric }: { epoch: number; value: number; metric: TrainingConfig['metric'] },
): EarlyStoppingState {
  const better = state.best === null || (metric === 'loss' ? value < state.best : value > state.best)
  return better ? { best: value, bestEpoch: epoch, waited: 0 } : { ...state, waited: state.waited + 1 }
}

/** True once `patience` evaluations brought nothing better; never for patience 0. */
export function isStale(state: EarlyStoppingState, patience: number): boolean {
  return patience > 0 && state.waited >= patience
}

/** The figure that `metric` names. */
export function metricValue(metrics: ClassificationMetrics, metric: TrainingConfig['metric']): number {
  return metrics[metric]
}
