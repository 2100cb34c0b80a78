import { useState } from 'preact/hooks'
import type { ModelChoice, ModelClient, ModelSummary } from '../client/model-client.ts'
import type { View } from '../hooks/use-view.ts'
import { ModelPicker } from '../parts/model-picker.tsx'
import { useWords } from '../words/language.ts'
import { FileView } from './file-view.tsx'
import { ModelView } from './model-view.tsx'
import { TextView } from './text-view.tsx'

/** The views of a model that is chosen once for all of them. Those that are not seen go on: a file is classified meanwhile. */
export function Views(props: {
  readonly client: ModelClient
  /** At least one. */
  readonly models: readonly ModelSummary[]
  readonly view: View
  readonly hasKey: boolean
}) {
  const { client, models, view, hasKey } = props
  const words = useWords()
  const [chosen, setChosen] = useState<ModelChoice>()
  const model = models.find(({ name }) => name === chosen?.model) ?? (models[0] as ModelSummary)
  const choice = model.name === chosen?.model ? chosen : { model: model.name }
  const isTensors = model.kind === 'tensors'
  return (
    <>
      <ModelPicker models={models} choice={choice} onChoose={setChosen} />
      {isTensors && view !== 'model' && <p class="problem">{words.takesTensors(model.name)}</p>}
      {!isTensors && (
        <>
          <div hidden={view !== 'text'}>
            <TextView client={client} models={models} choice={choice} hasKey={hasKey} />
          </div>
          <div hidden={view !== 'file'}>
            <FileView client={client} choice={choice} />
          </div>
        </>
      )}
      {view === 'model' && <ModelView client={client} choice={choice} />}
    </>
  )
}
