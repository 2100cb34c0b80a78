import { useEffect } from 'preact/hooks'
import type { ModelCard, ModelChoice, ModelClient } from '../client/model-client.ts'
import { type TaskState, useTask } from './use-task.ts'

/** The card of a version of a model. */
export function useCard(client: ModelClient, { model, version }: ModelChoice): TaskState<ModelCard> {
  const { state, run } = useTask<ModelCard>()
  useEffect(() => void run(() => client.card({ model, version })), [client, model, version, run])
  return state
}
