import type { Prediction } from '@textgate/core'

/** A token of a text, or several that share a character or stand together in a long text. */
export interface WeighedToken {
  readonly text: string
  /** UTF-16 offsets of it in the text. */
  readonly start: number
  readonly end: number
  readonly weight: number
  /** Of attention: the weight in each head; `weight` is their mean. */
  readonly heads?: readonly number[]
}

/** A text's answer, and how much each of its tokens counts. */
export interface Explanation {
  readonly prediction: Prediction
  /** The label that the weights speak of; of attention there is none. */
  readonly explained?: { readonly label: string; readonly probability: number }
  /** In the order of the text. */
  readonly tokens: readonly WeighedToken[]
}

/** A bundle that explains its answers. */
export interface Explainer {
  explain(text: string): Promise<Explanation>
  close(): Promise<void>
}
