import type { Tokenizer } from '@textgate/core'
import type { ServerEvent } from '../server-event.ts'
import type { CallOptions, TextInput } from '../service/inference-service.ts'
import type { ServedModel, ServedTextModel } from '../service/served-model.ts'
import type { Tensor } from '../service/tensor.ts'
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
export interface Engine {
  readonly served: readonly ServedModel[]
  readonly isReady: boolean
  /** See `InferenceService`. */
  probabilities(
    model: ServedTextModel,
    inputs: readonly TextInput[],
    options: CallOptions,
  ): Promise<Float32Array>
  run(
    model: ServedModel,
    inputs: readonly Tensor[],
    outputs: readonly string[],
    options: CallOptions,
  ): Promise<readonly Tensor[]>
  tokenizer(model: ServedTextModel): Promise<Tokenizer>
  /** Texts that wait for a model, by its key. */
  waiting(key: string): number
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Refuses what no run has taken, waits for the runs under way, and frees the models. */
  close(): Promise<void>
}
