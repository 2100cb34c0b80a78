import type { Head, ModelConfig } from '@textgate/core'

/** Where the parts of a network stand in a file, by the names that the file has for them. */
export interface ModuleNames {
  /** The embedding; `embedding` unless given. */
  readonly embedding?: string
  /** The recurrent layers, from the first to the last; what the file names in the usual way unless given. */
  readonly recurrent?: string | readonly string[]
  /** The dense layer that gives the scores; `fc` of torch and `dense` of Keras unless given. */
  readonly head?: string
}

/** What a file of weights does not say. */
export interface NetworkOptions {
  /** How the states of all tokens became one vector: `last`, `max`, `mean`, or several side by side; `last` unless given. */
  readonly pooling?: ModelConfig['pooling']
  /** What a text has; one label unless given. */
  readonly head?: Head
  readonly names?: ModuleNames
}
