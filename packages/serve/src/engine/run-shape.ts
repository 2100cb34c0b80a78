/** Share of padding that a run may have at most. Above it, padding costs more than a fuller batch gains. */
export const MAX_PADDING = 0.1

/** What a run may have. */
export interface RunLimits {
  readonly maxTexts: number
  /** Sum of lengths, padding included; one text may have more. */
  readonly maxCells: number
}

/** The lengths of the texts of one run, of which the longest is what each of them costs. */
export class RunShape {
  readonly #limits: RunLimits
  #texts = 0
  #longest = 0
  #sum = 0

  constructor(limits: RunLimits) {
    this.#limits = limits
  }

  /** Whether a text of a length, at least 1, may come in; the first one always may. */
  fits(length: number): boolean {
    if (this.#texts === 0) return true
    const { maxTexts, maxCells } = this.#limits
    const cells = (this.#texts + 1) * Math.max(this.#longest, length)
    const padding = cells - (this.#sum + length)
    return this.#texts < maxTexts && cells <= maxCells && padding <= MAX_PADDING * cells
  }

  add(length: number): void {
    this.#texts += 1
    this.#longest = Math.max(this.#longest, length)
    this.#sum += length
  }
}
