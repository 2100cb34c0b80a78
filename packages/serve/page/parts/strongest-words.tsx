import type { ExplainedToken } from '../client/model-client.ts'
import { useWords } from '../words/language.ts'
import { useNumbers } from '../words/numbers.ts'
import { sideOf } from './marked-text.tsx'

/** Words that are listed. */
const LISTED = 6
/** Weights below it are not worth a word: half a percentage point. */
export const LEAST_WEIGHT = 0.005

/** The tokens with the largest weights, in words and numbers. */
export function StrongestWords({
  text,
  tokens,
}: {
  readonly text: string
  readonly tokens: readonly ExplainedToken[]
}) {
  const words = useWords()
  const numbers = useNumbers()
  const strongest = tokens
    .filter(({ weight }) => Math.abs(weight) >= LEAST_WEIGHT)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, LISTED)
  return (
    <ul class="strongest">
      {strongest.map(({ start, end, weight }) => (
        <li key={start}>
          <span class={`word ${sideOf(weight)}`} dir="auto">
            {text.slice(start, end)}
          </span>
          <span class="unseen"> {weight > 0 ? words.speaksFor : words.speaksAgainst} </span>
          <span class="number">{words.points(numbers.points(weight))}</span>
        </li>
      ))}
    </ul>
  )
}
