import { useEffect, useMemo, useState } from 'preact/hooks'
import { isSameChoice, nameOfChoice } from '../client/choices.ts'
import type { ModelChoice, ModelClient } from '../client/model-client.ts'
import { formatCsv } from '../csv/format-csv.ts'
import { resultRows } from '../csv/result-rows.ts'
import { saveFile } from '../csv/save-file.ts'
import type { TextFile } from '../csv/text-file.ts'
import { useAnnounce } from '../hooks/announce.ts'
import { useCard } from '../hooks/use-card.ts'
import { useLeaveWarning } from '../hooks/use-leave-warning.ts'
import { useRowJob } from '../hooks/use-row-job.ts'
import type { FileReading } from '../parts/file-settings.tsx'
import { LabelCounts } from '../parts/label-counts.tsx'
import { Problem } from '../parts/problem.tsx'
import { RowActions } from '../parts/row-actions.tsx'
import { RowProgress } from '../parts/row-progress.tsx'
import { RowTable } from '../parts/row-table.tsx'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'

/** The rows of a file: classifies them, shows how far that is and what came of it, and gives it back as a file. */
export function FileRows(props: {
  readonly client: ModelClient
  readonly choice: ModelChoice
  readonly file: TextFile
  readonly reading: FileReading
  readonly onRunning: (isRunning: boolean) => void
}) {
  const { client, choice, file, reading, onRunning } = props
  const { hasNames, column } = reading
  const words = useWords()
  const numbers = useNumbers()
  const announce = useAnnounce()
  const [withProbabilities, setWithProbabilities] = useState(false)
  const rows = useMemo(() => file.rows.slice(hasNames ? 1 : 0), [file, hasNames])
  const texts = useMemo(() => rows.map((row) => row[column] ?? ''), [rows, column])
  const { job, start, cancel } = useRowJob(client, texts)
  const { kind, answers } = job
  const isRunning = kind === 'running'
  const isOther = job.choice !== undefined && !isSameChoice(job.choice, choice)
  const labels = useCard(client, job.choice ?? choice).last?.labels ?? []
  useLeaveWarning(isRunning)

  // Said once, when it has come so far.
  useEffect(() => {
    onRunning(isRunning)
    if (kind === 'finished')
      announce(words.finished(numbers.count(job.sinceStart), numbers.seconds(job.elapsedMs)))
    if (kind === 'cancelled') announce(words.cancelled)
  }, [kind])

  const download = (): void => {
    const names = hasNames ? file.rows[0] : undefined
    const result = resultRows({ rows, names, answers, labels: withProbabilities ? labels : [] })
    saveFile(`${file.name.replace(/\.\w+$/, '')}.classified.csv`, formatCsv(result, file.separator))
  }
  return (
    <>
      <div class="fields">
        <RowActions
          job={job}
          rows={rows.length}
          choice={choice}
          isOther={isOther}
          onStart={start}
          onCancel={cancel}
        />
        {!isRunning && job.done > 0 && (
          <>
            <button
              type="button"
              class={kind === 'finished' && !isOther ? 'main' : undefined}
              onClick={download}
            >
              {words.download}
            </button>
            {labels.length > 0 && (
              <label class="check">
                <input
                  type="checkbox"
                  checked={withProbabilities}
                  onChange={({ currentTarget }) => setWithProbabilities(currentTarget.checked)}
                />
                {words.withProbabilities}
              </label>
            )}
          </>
        )}
      </div>
      {kind === 'stopped' && <Problem failure={job.failure} title={words.stopped} />}
      {kind !== 'idle' && <RowProgress job={job} all={rows.length} />}
      {isOther && job.choice && <p class="note">{words.answersAreOf(nameOfChoice(job.choice, words))}</p>}
      <div class="file-result">
        <LabelCounts answers={answers} />
        <RowTable texts={texts} answers={answers} firstRow={hasNames ? 2 : 1} />
      </div>
    </>
  )
}
