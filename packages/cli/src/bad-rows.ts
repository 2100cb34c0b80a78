import { complaintText, type RowComplaint } from '@textgate/trainer/data'
import type { Output } from './output.ts'

const SHOWN = 10

/** Shows the first ten skipped rows of a file and counts all. */
export function badRowNotes(
  file: string,
  output: Output,
): { onSkip: (row: RowComplaint) => void; summarise: () => void; count: () => number } {
  let skipped = 0
  return {
    onSkip: (row) => {
      skipped++
      if (skipped <= SHOWN) output.note(`skipped ${complaintText(row)}`)
    },
    summarise: () => {
      if (skipped > 0) output.note(`skipped ${skipped} ${skipped === 1 ? 'row' : 'rows'} of ${file}`)
    },
    count: () => skipped,
  }
}
