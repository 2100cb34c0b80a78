import { LANES } from './parameter-blocks.ts'

/** The pieces in which a table waits and catches up: its rows or, of a narrow one, each four values side by side. */
export interface TablePieces {
  /** Values of a piece. */
  readonly width: number
  /** Pieces of the table. */
  readonly count: number
  /**
   * The pieces that some rows lie in, ascending and distinct.
   *
   * @param ids - ascending and distinct, as everywhere here
   */
  piecesOf(ids: Int32Array): Int32Array
  /**
   * Writes the gradient of rows to the pieces that they lie in, with zeros beside them.
   *
   * @param rows - float32, shape [ids.length, table width]
   * @param pieces - float32, shape [pieces, width]; undefined where pieces are rows, and nothing is to be done
   */
  readonly spread: ((ids: Int32Array, rows: Float32Array, pieces: Float32Array) => void) | undefined
}

/** Narrower rows are too short to be worth a call of their own, and end within what a kernel moves at once. */
const LEAST_WIDTH = 16

/** The pieces of a table of some rows and columns. */
export function tablePieces([rows, width]: readonly [number, number]): TablePieces {
  if (width >= LEAST_WIDTH) return { width, count: rows, piecesOf: (ids) => ids, spread: undefined }
  return {
    width: LANES,
    count: Math.ceil((rows * width) / LANES),
    piecesOf(ids) {
      const pieces = new Int32Array(ids.length * (1 + Math.ceil(width / LANES)))
      let count = 0
      for (let i = 0; i < ids.length; i++) {
        const from = (ids[i] as number) * width
        const end = pieceAt(from + width - 1)
        let piece = pieceAt(from)
        if (count > 0 && pieces[count - 1] === piece) piece++ // the row before ends in it
        for (; piece <= end; piece++) pieces[count++] = piece
      }
      return pieces.subarray(0, count)
    },
    spread(ids, values, pieces) {
      pieces.fill(0)
      let last = -1 // the piece that stands last so far
      let place = -1 // where it stands
      for (let i = 0; i < ids.length; i++) {
        const from = (ids[i] as number) * width
        if (pieceAt(from) !== last) place++
        const to = place * LANES + (from % LANES)
        for (let c = 0; c < width; c++) pieces[to + c] = values[i * width + c] as number
        last = pieceAt(from + width - 1)
        place += last - pieceAt(from)
      }
    },
  }
}

/** The piece that a value lies in; tables in kernel memory have less than 2^31 values. */
function pieceAt(value: number): number {
  return (value / LANES) | 0
}
