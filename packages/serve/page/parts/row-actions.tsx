import type { ModelChoice } from '../client/model-client.ts'
import type { RowJob } from '../hooks/use-row-job.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** Begins, ends and goes on with the classification of rows. */
export function RowActions(props: {
  readonly job: RowJob
  /** Rows of the file. */
  readonly rows: number
  readonly choice: ModelChoice
  /** Whether the answers are of another model than the one that is chosen now. */
  readonly isOther: boolean
  readonly onStart: (rows: readonly number[], choice: ModelChoice) => void
  readonly onCancel: () => void
}) {
  const { job, rows, choice, isOther, onStart, onCancel } = props
  const words = useWords()
  const numbers = useNumbers()
  if (job.kind === 'running') {
    return (
      <button type="button" onClick={onCancel}>
        {words.cancel}
      </button>
    )
  }
  const all = Array.from({ length: rows }, (_, row) => row)
  const left = all.filter((row) => job.answers[row] === undefined)
  const failed = all.filter((row) => job.answers[row]?.failure)
  const begun = job.choice
  return (
    <>
      {(!begun || isOther) && (
        <button type="button" class="main" onClick={() => onStart(all, choice)}>
          {words.classifyRows(numbers.count(rows))}
        </button>
      )}
      {begun && left.length > 0 && (
        <button type="button" class={isOther ? undefined : 'main'} onClick={() => onStart(left, begun)}>
          {words.goOn(numbers.count(left.length))}
        </button>
      )}
      {begun && failed.length > 0 && (
        <button type="button" onClick={() => onStart(failed, begun)}>
          {words.askFailedAgain(numbers.count(failed.length))}
        </button>
      )}
    </>
  )
}
