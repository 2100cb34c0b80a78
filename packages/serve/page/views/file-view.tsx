import { useState } from 'preact/hooks'
import type { ModelChoice, ModelClient } from '../client/model-client.ts'
import { guessTextColumn } from '../csv/guess-text-column.ts'
import { readTextFile, type TextFile } from '../csv/text-file.ts'
import { useTask } from '../hooks/use-task.ts'
import { FileChooser } from '../parts/file-chooser.tsx'
import { type FileReading, FileSettings } from '../parts/file-settings.tsx'
import { Problem } from '../parts/problem.tsx'
import { useWords } from '../words/language.ts'
import { FileRows } from './file-rows.tsx'

/** A CSV file of texts: choose it, say which column has them, classify all rows. */
export function FileView({ client, choice }: { readonly client: ModelClient; readonly choice: ModelChoice }) {
  const words = useWords()
  const { state, run } = useTask<TextFile>()
  const [reading, setReading] = useState<FileReading>({ hasNames: true, column: 0 })
  const [isRunning, setRunning] = useState(false)
  const open = (chosen: File): Promise<void> =>
    run(async () => {
      const file = await readTextFile(chosen)
      setReading({ hasNames: true, column: guessTextColumn(file.rows) })
      return file
    })
  const file = state.last
  const hasRows = file !== undefined && file.rows.length > (reading.hasNames ? 1 : 0)
  return (
    <div class="file-view">
      <FileChooser
        note={client.address === undefined ? words.fileHowLocal : words.fileHow}
        isAgain={file !== undefined}
        onFile={open}
      />
      {state.kind === 'failed' && <Problem failure={state.failure} />}
      {file && <FileSettings file={file} reading={reading} isLocked={isRunning} onChange={setReading} />}
      {file && !hasRows && <p class="problem">{words.noRows}</p>}
      {file && hasRows && (
        <FileRows client={client} choice={choice} file={file} reading={reading} onRunning={setRunning} />
      )}
    </div>
  )
}
