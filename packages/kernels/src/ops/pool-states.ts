import type { Kernels } from '../kernels.ts'
import type { PackedRows } from './packed-rows.ts'
import { partsOf } from './parts.ts'
import { addressOf, type Matrix, type Place } from './places.ts'

/** How the states of a row become one vector. */
export type PoolingKind = 'max' | 'mean' | 'last'

/** One pooling of packed states. */
export interface Pooling {
  readonly kind: PoolingKind
  readonly packed: PackedRows
  /** Columns of the states. */
  readonly width: number
  /** `last` alone: true takes a row's first position, where the reverse direction ends. */
  readonly reverse?: boolean
  /** `max` alone: position of each largest state, −1 for an empty row; int32, shape [batch, width]. */
  readonly argmax?: Place | undefined
}

/**
 * Pools the states of each row; rows in sorted order, empty ones give 0.
 *
 * @param states - shape [positions, width]
 * @param out - shape [batch, width]; written. `argmax` is written where it is given
 * @throws what `Kernels.run` throws
 */
export function poolStates(kernels: Kernels, pooling: Pooling, states: Matrix, out: Matrix): void {
  const { kind, packed, width, reverse = false, argmax } = pooling
  const where = [packed.rowsAtStep.offset, packed.offsets.offset, packed.steps, packed.batch, width]
  const last = { max: [addressOf(argmax)], mean: [], last: [Number(reverse)] }[kind]
  const args = [states.offset, states.stride, ...where, out.offset, out.stride, ...last]
  const work = (kind === 'last' ? packed.batch : packed.positions) * width
  kernels.run([{ name: NAMES[kind], args, parts: partsOf(packed.batch, work) }], work)
}

/**
 * The gradient of `poolStates`; writes that of every position.
 *
 * @param dOut - gradient of the pooled vectors, shape [batch, width]
 * @param dStates - shape [positions, width]; written, or added to with `accumulate`
 * @throws what `Kernels.run` throws
 */
export function poolStatesBackward(
  kernels: Kernels,
  pooling: Pooling,
  dOut: Matrix,
  dStates: Matrix,
  accumulate = false,
): void {
  const { kind, packed, width, reverse = false, argmax } = pooling
  if (packed.positions === 0) return
  const where = [packed.rowsAtStep.offset, packed.offsets.offset, packed.steps, packed.batch, width]
  const first = [dOut.offset, dOut.stride, ...(kind === 'max' ? [addressOf(argmax)] : [])]
  const last = [...(kind === 'last' ? [Number(reverse)] : []), Number(accumulate)]
  const args = [...first, ...where, dStates.offset, dStates.stride, ...last]
  const work = packed.positions * width
  kernels.run([{ name: `${NAMES[kind]}Backward`, args, parts: partsOf(packed.batch, work) }], work)
}

const NAMES = { max: 'poolMax', mean: 'poolMean', last: 'poolLast' } as const
