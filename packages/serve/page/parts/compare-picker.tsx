import { useEffect } from 'preact/hooks'
import { isSameChoice } from '../client/choices.ts'
import type { ModelChoice, ModelSummary } from '../client/model-client.ts'
import { useWords } from '../words/language.ts'

/** Which other model or version, if any, is asked the same. Nothing where there is no other. */
export function ComparePicker(props: {
  readonly models: readonly ModelSummary[]
  readonly choice: ModelChoice
  readonly other: ModelChoice | undefined
  readonly onChoose: (other: ModelChoice | undefined) => void
}) {
  const { models, choice, other, onChoose } = props
  const words = useWords()
  const others = models
    .filter(({ kind }) => kind === 'text')
    .flatMap(({ name, versions, defaultVersion }) =>
      [...versions].reverse().map((version) => ({
        choice: { model: name, version: version === defaultVersion ? undefined : version },
        name: versions.length === 1 ? name : `${name}, ${words.versionOf(version)}`,
      })),
    )
    .filter((one) => !isSameChoice(one.choice, choice))
  const chosen = other ? others.findIndex((one) => isSameChoice(one.choice, other)) : -1
  // The other model may have become the one that it was compared with.
  useEffect(() => {
    if (other && chosen < 0) onChoose(undefined)
  }, [other, chosen, onChoose])
  if (others.length === 0) return null
  return (
    <label class="inline compare">
      {words.compareWith}
      <select
        value={chosen}
        onChange={({ currentTarget }) => onChoose(others[Number(currentTarget.value)]?.choice)}
      >
        <option value={-1}>{words.nothing}</option>
        {others.map(({ name }, i) => (
          <option key={name} value={i}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
