import type { ServerEvent } from '../server-event.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { ServedModel } from '../service/served-model.ts'
import type { ModelSource } from './model-source.ts'
import type { OpenModelOptions } from './open-model.ts'
import type { ObservedRun } from './scheduler.ts'

/** Where models run: between the requests of this process (small models), or in worker processes of their own. */
export type Execution = 'inline' | 'workers'

/** What an engine is started with. */
export interface EngineOptions {
  readonly sources: readonly ModelSource[]
  readonly options: OpenModelOptions
  /** Processes that run models; where they run inline, those for long texts, which are started with the first one. */
  readonly processes: number
  /** Texts of one run at most. */
  readonly maxBatch: number
  /** Texts that may wait for one model. */
  readonly maxWaiting: number
  readonly hungMs: number
  readonly log: (event: ServerEvent) => void
  readonly observe?: ((run: ObservedRun) => void) | undefined
}

/** A fixed set of models that are loaded and answer; another set is another engine. */
export interface Engine extends Pick<InferenceService, 'isReady' | 'probabilities' | 'run' | 'tokenizer'> {
  readonly served: readonly ServedModel[]
  /** Texts that wait for a model, by its key. */
  waiting(key: string): number
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Refuses what no run has taken, waits for the runs under way, and frees the models; once. */
  close(): Promise<void>
}
