import { useState } from 'preact/hooks'
import { useAnnounce } from '../hooks/announce.ts'
import { useWords } from '../words/language.ts'

/** How long the button says what it did, in milliseconds. */
const SAID_MS = 2000

/** Copies a text; where the browser does not allow it, selects it for the reader. */
export function CopyButton({ text, select }: { readonly text: string; readonly select: () => void }) {
  const words = useWords()
  const announce = useAnnounce()
  const [said, setSaid] = useState<string>()
  const copy = async (): Promise<void> => {
    // Without HTTPS, browsers have no clipboard.
    const copied = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )
    if (!copied) select()
    const outcome = copied ? words.copied : words.notCopied
    announce(outcome)
    setSaid(outcome)
    setTimeout(() => setSaid(undefined), SAID_MS)
  }
  return (
    <button type="button" class="small" onClick={copy}>
      {said ?? words.copy}
    </button>
  )
}
