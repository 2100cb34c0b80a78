import type { ComponentChildren } from 'preact'

/** A named share. */
export interface Bar {
  readonly name: string
  /** Length of the bar, in [0, 1]. */
  readonly share: number
  /** The share in words. */
  readonly value: string
  /** Whether it is stressed, and what says so besides its look. */
  readonly stress?: ComponentChildren
}

/** Shares as bars, each with its name and value. */
export function Bars({ bars, title }: { readonly bars: readonly Bar[]; readonly title: string }) {
  return (
    <ol class="bars" aria-label={title}>
      {bars.map(({ name, share, value, stress }) => (
        <li key={name} class={stress ? 'stressed' : undefined}>
          <span class="bar-name" dir="auto">
            {name}
            {stress}
          </span>
          <span class="bar-value">{value}</span>
          <span class="bar-track" aria-hidden="true">
            <span style={{ inlineSize: `${share * 100}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}
