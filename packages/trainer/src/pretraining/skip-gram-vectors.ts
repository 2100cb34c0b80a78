import { setImmediate } from 'node:timers/promises'
import type { RandomGenerator } from '@textgate/core'
import { type Kernels, SKIP_GRAM_OUTPUTS, sharedKernels, skipGram } from '@textgate/kernels'
import type { TokenSequences } from '../encoded-examples.ts'
import { plainSkipGram } from './plain-skip-gram.ts'
import { skipGramGroups, tokenChances } from './skip-gram-groups.ts'
import { tokenCounts } from './token-counts.ts'

/** Step at the beginning; it falls to 0 in a straight line. */
const FIRST_RATE = 0.05

/** Passes are as many as read about this many tokens, within the bounds below. */
const TOKENS_READ = 40_000_000
const [LEAST_PASSES, MOST_PASSES] = [5, 20]

/** Milliseconds after which other work has its turn. */
const TURN_MS = 50

/** What vectors are learnt with. */
export interface SkipGramOptions {
  /** Number of ids, padding and unknown included. */
  readonly vocabularySize: number
  /** Numbers of a vector: `model.embeddingSize`. */
  readonly size: number
  readonly random: RandomGenerator
  /** Passes over the texts, 1 or more; 5 to 20, the fewer the more tokens there are, unless given. */
  readonly passes?: number | undefined
  /** Stops the learning. */
  readonly signal?: AbortSignal | undefined
  /** Told at times which share is done, in [0, 1]. */
  readonly onProgress?: ((share: number) => void) | undefined
  /** undefined: without. Those of the process unless given. */
  readonly kernels?: Kernels | undefined
}

/** Vectors of a vocabulary; `createTextClassifier` can begin with them. */
export interface LearntVectors {
  /** By id, zeros where there is none, float32, shape [vocabularySize, size]. */
  readonly values: Float32Array
  /** 1 for each id that has a vector, else 0, uint8, shape [vocabularySize]. */
  readonly found: Uint8Array
}

/**
 * Learns vectors of tokens from the company that they keep, without labels: skip-gram with negative sampling (Mikolov et al., "Distributed
 * Representations of Words and Phrases and their Compositionality", 2013), five drawn words shared by the neighbours of a word (Ji et al.,
 * "Parallelizing Word2Vec in Shared and Distributed Memory", 2016). Equal bits for any number of threads.
 *
 * @param texts - may be those of a training and others without labels, tokenised alike
 * @returns no vectors where fewer than six tokens occur
 * @throws the reason of the signal
 */
export async function skipGramVectors(
  texts: readonly TokenSequences[],
  options: SkipGramOptions,
): Promise<LearntVectors> {
  const { vocabularySize, size, random, signal, onProgress } = options
  const counts = tokenCounts(texts, vocabularySize)
  const found = Uint8Array.from(counts, (count) => Number(count > 0))
  const values = new Float32Array(vocabularySize * size)
  if (found.reduce((sum, one) => sum + one, 0) < SKIP_GRAM_OUTPUTS) return { values, found: found.fill(0) }

  const tokens = texts.reduce((sum, { ids }) => sum + ids.length, 0)
  const passes = options.passes ?? passesFor(tokens)
  const width = 16 * Math.ceil(size / 16)
  const first = firstInputs(found, size, width, random.fork('vectors'))
  const chances = tokenChances(counts)
  const tables = tablesOf(first, width, 'kernels' in options ? options.kernels : sharedKernels())
  try {
    let turn = performance.now()
    for (let pass = 0; pass < passes; pass++) {
      const groups = skipGramGroups(texts, chances, random.fork(`pass ${pass}`))
      for (const { starts, ids, read } of groups) {
        const share = (pass + read / tokens) / passes
        tables.step(starts, ids, FIRST_RATE * (1 - share))
        if (performance.now() - turn < TURN_MS) continue
        onProgress?.(share)
        await setImmediate()
        signal?.throwIfAborted()
        turn = performance.now()
      }
    }
    const learnt = tables.inputs()
    for (let id = 0; id < vocabularySize; id++)
      if (found[id]) values.set(learnt.subarray(id * width, id * width + size), id * size)
    return { values, found }
  } finally {
    tables.free()
  }
}

function passesFor(tokens: number): number {
  return Math.min(MOST_PASSES, Math.max(LEAST_PASSES, Math.round(TOKENS_READ / tokens)))
}

/** Small random numbers for tokens that occur, as word2vec begins; float32, shape [vocabulary, width], columns from `size` on 0. */
function firstInputs(found: Uint8Array, size: number, width: number, random: RandomGenerator): Float32Array {
  const inputs = new Float32Array(found.length * width)
  for (let id = 0; id < found.length; id++) {
    if (!found[id]) continue
    for (let i = 0; i < size; i++) inputs[id * width + i] = (random.next() - 0.5) / size
  }
  return inputs
}

/** The two tables that are learnt, in the memory of the kernels where there are any. */
interface Tables {
  step(starts: Int32Array, ids: Int32Array, rate: number): void
  /** Float32, shape [vocabulary, width]. */
  inputs(): Float32Array
  free(): void
}

function tablesOf(first: Float32Array, width: number, kernels: Kernels | undefined): Tables {
  if (!kernels) {
    const outputs = new Float32Array(first.length)
    return {
      step: (starts, ids, rate) => plainSkipGram({ inputs: first, outputs, width, starts, ids, rate }),
      inputs: () => first,
      free: () => undefined,
    }
  }
  const inputs = kernels.memory.floats(first.length)
  let outputs: typeof inputs
  try {
    outputs = kernels.memory.floats(first.length)
  } catch (error) {
    inputs.free()
    throw error
  }
  inputs.floats.set(first)
  outputs.floats.fill(0)
  return {
    step: (starts, ids, rate) => skipGram(kernels, { inputs, outputs, width, starts, ids, rate }),
    inputs: () => inputs.floats,
    free: () => {
      inputs.free()
      outputs.free()
    },
  }
}
