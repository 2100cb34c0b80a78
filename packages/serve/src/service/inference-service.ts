import type { Tokenizer } from '@textgate/core'
import type { CallEvent, RequestEvent, ServerEvent } from '../server-event.ts'
import type { CallRun } from './call-run.ts'
import type { CallerSignal } from './caller-signal.ts'
import type { ModelControl } from './model-control.ts'
import type { ModelDirectory } from './model-directory.ts'
import type { ServedModel, ServedTextModel } from './served-model.ts'
import type { Tensor } from './tensor.ts'

/** A text, or the ids that the model's tokenizer gives of one. */
export type TextInput = string | Int32Array

/** What a caller wants beside the answer. */
export interface CallOptions {
  /** Aborted when the caller has gone: what no model has begun is given up. */
  readonly signal?: CallerSignal | undefined
  /** When the answer is of no more use, in milliseconds of `performance.now()`. */
  readonly deadline?: number | undefined
  /** Of 0 to 9; requests of a higher one go first within their model. 0 unless given. */
  readonly priority?: number | undefined
  /** Told of each run that had some of the inputs. */
  readonly onRun?: ((run: CallRun) => void) | undefined
}

/** What the protocols need of the server: the same for REST, gRPC and plain JSON. */
export interface InferenceService {
  readonly models: ModelDirectory
  /** Loading and unloading by request; absent where the server does not allow it. */
  readonly control?: ModelControl | undefined
  readonly limits: RequestLimits
  /** False from the moment the server is told to close. */
  readonly isOpen: boolean
  /** False where each answer ends its connection, because the server stops or another one takes its place. */
  readonly keepsConnections: boolean
  /** Whether requests can be answered now. */
  readonly isReady: boolean
  readonly log: ((event: ServerEvent) => void) | undefined
  /** Told of each request and call; undefined where nobody wants to know. */
  readonly logRequest: ((event: RequestEvent | CallEvent) => void) | undefined
  /**
   * Class probabilities, row-major, shape [inputs, classes], in the order of the inputs.
   *
   * @param inputs - at least one; ids are of the model's vocabulary
   * @throws SERVER_BUSY when too much waits already, DEADLINE_EXCEEDED, SERVER_CLOSING, MODEL_FAILED
   */
  probabilities(
    model: ServedTextModel,
    inputs: readonly TextInput[],
    options: CallOptions,
  ): Promise<Float32Array>
  /**
   * Runs a model as it is: tensors in, tensors out.
   *
   * @param inputs - all that the model has, of its datatypes, with shapes that fit
   * @param outputs - names, each of the model's
   * @returns the outputs in the order of their names
   * @throws as `probabilities` does
   */
  run(
    model: ServedModel,
    inputs: readonly Tensor[],
    outputs: readonly string[],
    options: CallOptions,
  ): Promise<readonly Tensor[]>
  /** The tokenizer of a text model, for what needs tokens with their places. */
  tokenizer(model: ServedTextModel): Promise<Tokenizer>
  /** Inference counts and times of model versions, of all processes together; of one name or version where given. */
  statistics(name?: string, version?: string): Promise<ModelStatistics[]>
  /** Metrics of all processes together, in the text format of Prometheus. */
  metrics(): Promise<string>
}

/** What one request may have. */
export interface RequestLimits {
  /** Texts (or rows of ids) of one request. */
  readonly maxTexts: number
  /** UTF-16 units of one text. */
  readonly maxTextLength: number
  /** Bytes of a request's body, compressed or not. */
  readonly bodyLimitBytes: number
}

/** What was asked of one version of a model since it was offered. Times are sums, in nanoseconds. */
export interface ModelStatistics {
  readonly name: string
  readonly version: string
  /** Texts, or rows of tensors, that were answered. */
  readonly inferenceCount: number
  /** Runs of the model. */
  readonly executionCount: number
  /** Milliseconds since 1970 of the last answer; 0 where there was none. */
  readonly lastInference: number
  readonly success: DurationStatistic
  readonly fail: DurationStatistic
  readonly queue: DurationStatistic
  readonly compute: DurationStatistic
  readonly cacheHit: DurationStatistic
  readonly cacheMiss: DurationStatistic
}

/** How often something was and how long it took altogether, in nanoseconds. */
export interface DurationStatistic {
  readonly count: number
  readonly ns: number
}
