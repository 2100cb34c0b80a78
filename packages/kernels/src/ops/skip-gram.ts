import type { Kernels } from '../kernels.ts'
import { withBlocks } from '../memory/with-blocks.ts'
import { partsOf } from './parts.ts'
import type { Place } from './places.ts'

/** Outputs of each group: the word itself and the five that are drawn. */
export const SKIP_GRAM_OUTPUTS = 6

/** Values that hold the steps of a context. */
const STEPS = 8

/** The columns of a part: a line of most caches, so that no two threads write to one. */
const COLUMNS = 16

/** Parts of an update: more would read the rows oftener. */
const MOST_PARTS = 4

/** Two tables, and groups of words that stood together. */
export interface SkipGramGroups {
  /** Vectors of words as neighbours, float32, shape [·, width]. */
  readonly inputs: Place
  /** Vectors of words as what is told, float32, shape [·, width]. */
  readonly outputs: Place
  /** A multiple of 16. */
  readonly width: number
  /** Where each group begins in `ids`, int32, shape [groups + 1]. */
  readonly starts: Int32Array
  /**
   * Of each group the neighbours, at least one, and then six outputs, of which the first one stood among them; the outputs distinct; int32, shape
   * [starts[groups]]; not checked.
   */
  readonly ids: Int32Array
  /** What gradients are multiplied by. */
  readonly rate: number
}

/**
 * One step of skip-gram with negative sampling (Mikolov et al., "Distributed Representations of Words and Phrases and their
 * Compositionality", 2013), the drawn words shared by the neighbours of a word (Ji et al., "Parallelizing Word2Vec in Shared and Distributed
 * Memory", 2016): gradients of all groups by the vectors of before, which then change group by group.
 *
 * @throws KERNEL_MEMORY_EXHAUSTED, and what `Kernels.run` throws
 */
export function skipGram(
  kernels: Kernels,
  { inputs, outputs, width, starts, ids, rate }: SkipGramGroups,
): void {
  const groups = starts.length - 1
  if (groups < 1) return
  const contexts = (starts[groups] as number) - groups * SKIP_GRAM_OUTPUTS
  withBlocks((keep) => {
    const [startsAt, idsAt] = [
      keep(kernels.memory.integers(starts.length)),
      keep(kernels.memory.integers(ids.length)),
    ]
    startsAt.integers.set(starts)
    idsAt.integers.set(ids)
    const steps = keep(kernels.memory.floats(contexts * STEPS))
    const places = [inputs.offset, outputs.offset, width, startsAt.offset, idsAt.offset, steps.offset, groups]
    const work = contexts * SKIP_GRAM_OUTPUTS * width
    kernels.run([{ name: 'skipGramSteps', args: [...places, rate], parts: partsOf(groups, work) }], work)
    const parts = Math.min(MOST_PARTS, partsOf(width / COLUMNS, 2 * work))
    kernels.run([{ name: 'skipGramUpdate', args: places, parts }], 2 * work)
  })
}
