/** Loading and unloading while the server runs. */
export interface ModelControl {
  /** Every version that the models folder has or the server offers. */
  index(): Promise<ModelState[]>
  /**
   * Reads the model's folder again and offers what is new there, once it was verified.
   *
   * @param version - offered alone, whatever is higher, until the model is loaded without one or unloaded
   * @throws MODEL_NOT_FOUND when the folder has no such model or version; MODEL_REFUSED when it is not fit, and the old goes on
   */
  load(name: string, version?: string): Promise<void>
  /** Offers the model no more, once what was taken is answered. @throws MODEL_NOT_FOUND */
  unload(name: string): Promise<void>
}

/** A version of a model and whether it can be asked. */
export interface ModelState {
  readonly name: string
  readonly version: string
  readonly state: 'READY' | 'UNAVAILABLE' | 'LOADING' | 'UNLOADING'
  /** Why it is not ready; empty where it is. */
  readonly reason: string
}
