import type { ExplainedToken } from '../client/model-client.ts'
import { useNumbers } from '../words/numbers.ts'

/** Strengths of marks; what has less than half of the weakest is not marked. */
const STRENGTHS = 4

/**
 * A text whose tokens are marked by what they add: the ground and the thickness of the underline tell how much, a solid or dashed
 * one for or against. The largest weight of the text is the measure.
 */
export function MarkedText({
  text,
  tokens,
}: {
  readonly text: string
  readonly tokens: readonly ExplainedToken[]
}) {
  const numbers = useNumbers()
  const largest = Math.max(...tokens.map(({ weight }) => Math.abs(weight)), Number.MIN_VALUE)
  const pieces = []
  let position = 0
  for (const { start, end, weight } of tokens) {
    // Tokens may share a letter, as the bytes of a rare one do.
    if (start < position) continue
    pieces.push(text.slice(position, start))
    const part = text.slice(start, end)
    const strength = Math.round((Math.abs(weight) / largest) * STRENGTHS)
    pieces.push(
      strength === 0 ? (
        part
      ) : (
        <mark key={start} class={`${sideOf(weight)} m${strength}`} title={numbers.points(weight)}>
          {part}
        </mark>
      ),
    )
    position = end
  }
  pieces.push(text.slice(position))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long one scrolls, and must be reached by keyboard
    <blockquote class="marked" dir="auto" tabIndex={0}>
      {pieces}
    </blockquote>
  )
}

/** The class of what speaks for the label, or against it. */
export function sideOf(weight: number): 'for' | 'against' {
  return weight > 0 ? 'for' : 'against'
}
