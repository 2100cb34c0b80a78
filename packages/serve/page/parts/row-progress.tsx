import type { RowJob } from '../hooks/use-row-job.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** How many rows are answered, how many failed, and how long the rest will take. */
export function RowProgress({ job, all }: { readonly job: RowJob; readonly all: number }) {
  const words = useWords()
  const numbers = useNumbers()
  const { kind, done, failed, elapsedMs, sinceStart } = job
  const leftMs = sinceStart === 0 ? undefined : (elapsedMs / sinceStart) * (all - done)
  return (
    <div class="progress">
      <progress aria-label={words.progress} max={all} value={done} />
      <p>
        {kind === 'finished'
          ? words.finished(numbers.count(sinceStart), numbers.seconds(elapsedMs))
          : words.progressOf(numbers.count(done), numbers.count(all))}
        {failed > 0 && <span class="bad"> · {words.failedRows(numbers.count(failed))}</span>}
        {kind === 'running' && leftMs !== undefined && ` · ${words.secondsLeft(numbers.seconds(leftMs))}`}
        {kind === 'cancelled' && ` · ${words.cancelled}`}
      </p>
    </div>
  )
}
