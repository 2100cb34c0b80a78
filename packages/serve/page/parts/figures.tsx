import type { ComponentChildren } from 'preact'

/** Names with values; those without a value are left out. */
export function Figures({
  entries,
}: {
  readonly entries: readonly (readonly [string, ComponentChildren])[]
}) {
  return (
    <dl class="figures">
      {entries
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
    </dl>
  )
}
