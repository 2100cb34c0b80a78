import type { ModelChoice, ModelSummary } from '../client/model-client.ts'
import { useWords } from '../words/language.ts'

/** Which model and version are asked. */
export function ModelPicker(props: {
  readonly models: readonly ModelSummary[]
  readonly choice: ModelChoice
  readonly onChoose: (choice: ModelChoice) => void
}) {
  const { models, choice, onChoose } = props
  const words = useWords()
  const model = models.find(({ name }) => name === choice.model) as ModelSummary
  const chooseVersion = (version: string): void =>
    // Left out where it is the default: then the call stays right when a newer version is loaded.
    onChoose({ model: model.name, version: version === model.defaultVersion ? undefined : version })
  return (
    <div class="fields">
      <label>
        {words.model}
        <select value={model.name} onChange={({ currentTarget }) => onChoose({ model: currentTarget.value })}>
          {models.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {words.version}
        <select
          value={choice.version ?? model.defaultVersion}
          onChange={({ currentTarget }) => chooseVersion(currentTarget.value)}
        >
          {model.versions.map((version) => (
            <option key={version}>{version}</option>
          ))}
        </select>
      </label>
    </div>
  )
}
