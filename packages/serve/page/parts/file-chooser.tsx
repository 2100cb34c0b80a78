import { useState } from 'preact/hooks'
import { useWords } from '../words/language.ts'

/** Takes a file that is chosen or dropped. */
export function FileChooser(props: {
  readonly note: string
  /** Whether another file has been chosen before. */
  readonly isAgain: boolean
  readonly onFile: (file: File) => void
}) {
  const words = useWords()
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0]
    if (file) props.onFile(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the field inside does the same by keyboard
    <div
      class={isOver ? 'chooser over' : 'chooser'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer?.files)
      }}
    >
      <label class={props.isAgain ? 'button' : 'button main'}>
        {words.chooseFile}
        <input
          type="file"
          class="unseen"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          onChange={({ currentTarget }) => {
            take(currentTarget.files)
            // Else the same file, corrected, could not be chosen again.
            currentTarget.value = ''
          }}
        />
      </label>
      <span class="drop">{words.dropFile}</span>
      <p class="note">{props.note}</p>
    </div>
  )
}
