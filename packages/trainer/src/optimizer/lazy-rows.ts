import {
  type AdamwParameter,
  adamwCatchUp,
  type Block,
  CATCH_UP_NUMBERS,
  type Kernels,
  type Values,
} from '@textgate/kernels'
import { namedBlocks } from './named-blocks.ts'
import { ADAM, type UpdateNumbers } from './optimizer.ts'
import type { ParameterBlocks } from './parameter-blocks.ts'
import { tablePieces } from './table-pieces.ts'
import { zeroPieces } from './zero-pieces.ts'

/** Steps whose numbers are kept; after as many, every row catches up. */
const STEPS_KEPT = 4096

/** Which rows of a table are up to date, and how the others get there. */
export interface LazyRows {
  /** Brings rows up to date and remembers them: the next gradient is zero in all others. */
  catchUp(ids: Int32Array): void
  /** Brings every row up to date. */
  catchUpAll(): void
  /** Room for the gradient of the remembered rows, in their order. */
  gradient(): Values & { readonly values: Block }
  /** Counts a step for the remembered rows and gives what is to be updated. */
  rowsToUpdate(numbers: UpdateNumbers): Pick<AdamwParameter, 'gradient' | 'rows'>
  free(): void
}

/**
 * See `LazyRows`. Steps are counted from the first update that is seen here, so that a resumed run need not know the
 * steps before.
 *
 * @param shape - rows and columns
 * @throws KERNEL_MEMORY_EXHAUSTED, as do its methods
 */
export function lazyRows(
  kernels: Kernels,
  shape: readonly [number, number],
  { parameter, first, second, average }: ParameterBlocks,
): LazyRows {
  const pieces = tablePieces(shape)
  const isZero = zeroPieces([parameter, first, second, average], pieces)
  const blocks = namedBlocks<'done' | 'numbers' | 'ids' | 'allIds' | 'rowGradients' | 'pieceGradients'>(
    kernels,
  )
  const done = blocks.room('done', pieces.count) // last step of each piece
  done.integers.fill(0)
  let steps = 0 // of those in `numbers`
  let rows: Int32Array = new Int32Array(0)
  let touched = rows // the pieces of `rows`

  const numbers = () => blocks.room('numbers', STEPS_KEPT * CATCH_UP_NUMBERS)
  const catchUpPieces = (ids: Block, count: number): void =>
    adamwCatchUp(kernels, {
      ...{ parameter, first, second, average, width: pieces.width, done, numbers: numbers() },
      ...{ ids, rows: count, base: 1, step: steps, ...ADAM },
    })
  const catchUpAll = (): void => {
    if (steps === 0) return
    const ids = blocks.room('allIds', pieces.count)
    catchUpPieces(ids, placesOfZeros(isZero, ids.integers))
    done.integers.fill(0)
    steps = 0
  }
  const gradient = () => {
    const count = rows.length * shape[1]
    return { values: blocks.room('rowGradients', count), count }
  }

  return {
    catchUp(ids) {
      rows = ids
      touched = pieces.piecesOf(ids)
      const last = done.integers
      for (let i = 0; i < touched.length; i++) {
        const piece = touched[i] as number
        if (isZero[piece] === 0) continue
        isZero[piece] = 0
        last[piece] = steps // what is zero has missed nothing
      }
      const which = blocks.room('ids', touched.length)
      which.integers.set(touched)
      catchUpPieces(which, touched.length)
    },
    catchUpAll,
    gradient,
    rowsToUpdate({ keep, stepSize, secondScale, averageDecay }) {
      if (steps === STEPS_KEPT) catchUpAll()
      const line = [keep, stepSize, secondScale, averageDecay, 1 - averageDecay]
      numbers().floats.set(line, steps * CATCH_UP_NUMBERS)
      steps++
      const last = done.integers
      for (let i = 0; i < touched.length; i++) last[touched[i] as number] = steps
      const ids = blocks.room('ids', touched.length)
      const which = { ids, rows: touched.length, width: pieces.width, isCompact: true }
      if (!pieces.spread) return { gradient: gradient().values, rows: which }
      const count = touched.length * pieces.width
      const ofPieces = blocks.room('pieceGradients', count)
      pieces.spread(rows, gradient().values.floats, ofPieces.floats.subarray(0, count))
      return { gradient: ofPieces, rows: which }
    },
    free: blocks.free,
  }
}

/** Writes where an array has a zero, ascending; gives how often. */
function placesOfZeros(values: Uint8Array, places: Int32Array): number {
  let count = 0
  for (let i = 0; i < values.length; i++) if (values[i] === 0) places[count++] = i
  return count
}
