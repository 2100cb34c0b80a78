import type { BundleManifest, Head, ParityCertificate, Prediction } from '@textgate/core'

/** Where answers come from: a server, or this browser. Every method rejects with a `RequestFailure`. */
export interface ModelClient {
  /** Under which programs ask the same, with a slash at its end; absent where there is no server. */
  readonly address?: string
  models(): Promise<readonly ModelSummary[]>
  card(choice: ModelChoice): Promise<ModelCard>
  /** One prediction a text, in the order of the texts; at least one text. */
  classify(texts: readonly string[], choice: ModelChoice, signal: AbortSignal): Promise<readonly Prediction[]>
  /** What each token adds to the probability of a label, which is the most probable one unless given. */
  explain(
    text: string,
    choice: ModelChoice & { readonly label?: string | undefined },
    signal: AbortSignal,
  ): Promise<Explanation>
}

/** A model that can be asked. */
export interface ModelSummary {
  readonly name: string
  /** Ascending. */
  readonly versions: readonly string[]
  readonly defaultVersion: string
  /** `tensors` is any ONNX file, which takes no texts. */
  readonly kind: 'text' | 'tensors'
}

/** A version of a model. */
export interface ModelChoice {
  readonly model: string
  /** The model's default version unless given. */
  readonly version?: string | undefined
}

/** What is known of a version of a model. */
export interface ModelCard {
  readonly name: string
  readonly version: string
  readonly kind: 'text' | 'tensors'
  /** In the order of the model's outputs; absent for kind tensors. */
  readonly labels?: readonly string[]
  readonly head?: Head
  readonly encoder?: string
  readonly metrics?: BundleManifest['metrics']
  readonly certificate?: ParityCertificate
  readonly training?: Partial<BundleManifest['training']>
  readonly answers?: BundleManifest['answers']
  /** Of the ONNX file. */
  readonly inputs?: readonly TensorShape[]
  readonly outputs?: readonly TensorShape[]
}

/** What an ONNX file takes or gives; -1 in a shape stands for any size. */
export interface TensorShape {
  readonly name: string
  /** As the Open Inference Protocol names it, e.g. `FP32`. */
  readonly datatype: string
  readonly shape: readonly number[]
}

/** Which tokens of a text speak for a label, and how much. */
export interface Explanation {
  readonly label: string
  /** Of the label, in [0, 1]. */
  readonly probability: number
  readonly tokens: readonly ExplainedToken[]
}

/** A token, where it stands in the text, in UTF-16 units, and what it adds to the label's probability. */
export interface ExplainedToken {
  readonly token: string
  readonly start: number
  readonly end: number
  /** How far the probability falls without the token, in [-1, 1]; positive where it speaks for the label. */
  readonly weight: number
}
