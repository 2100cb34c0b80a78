/** How much of what was seen before counts beside a new job. */
const MEMORY = 0.9

/** Judges after so many jobs. */
const LEAST_JOBS = 8

/** Shorter jobs say little: in them, a few µs of waking and waiting weigh as much as the work. */
const LEAST_MS = 0.1

/** Sharing that takes longer than so many times the work alone is a loss. */
const LOSS = 1.03

/** At most so many jobs are done alone before sharing is tried again. */
const MOST_ALONE = 512

/**
 * Whether sharing pays: where other programs want the same cores, a worker may be put aside in the middle of a part,
 * and everyone waits for it. After such jobs the caller does some alone, twice as many each time.
 */
export class SharingGain {
  #aloneMs = 0
  #sharedMs = 0
  #jobsAlone = 0
  #penalty = 2
  #jobs = 0

  /** True when the next job is better done alone; to be asked once for each job. */
  isCrowded(): boolean {
    if (this.#jobsAlone === 0) return false
    this.#jobsAlone--
    return true
  }

  /**
   * Learns from a shared job.
   *
   * @param ownMs - how long the caller worked, in milliseconds
   * @param totalMs - how long the job took, waking and waiting included
   * @param share - parts that the caller did, over all parts; 0 says nothing
   */
  note(ownMs: number, totalMs: number, share: number): void {
    if (share === 0 || totalMs < LEAST_MS) return
    this.#aloneMs = MEMORY * this.#aloneMs + ownMs / share
    this.#sharedMs = MEMORY * this.#sharedMs + totalMs
    if (++this.#jobs < LEAST_JOBS) return
    if (this.#sharedMs > LOSS * this.#aloneMs) {
      this.#jobsAlone = this.#penalty
      this.#penalty = Math.min(MOST_ALONE, 2 * this.#penalty)
      this.#jobs = 0
      this.#aloneMs = 0
      this.#sharedMs = 0
    } else if (this.#penalty > 2) {
      this.#penalty--
    }
  }
}
