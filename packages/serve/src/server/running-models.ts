import { startInlineEngine } from '../engine/inline-engine.ts'
import { type LiveEngine, liveEngine } from '../engine/live-engine.ts'
import type { ModelSource } from '../engine/model-source.ts'
import { startProcessEngine } from '../engine/process-engine.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { keepModels } from '../models/keep-models.ts'
import { startWithFit } from '../models/start-with-fit.ts'
import { engineSettings, type ServerOptions } from '../server-settings.ts'
import type { ModelControl } from '../service/model-control.ts'
import type { SupervisedOptions } from './supervised-options.ts'

/** Models that answer, and what changes them. */
export interface RunningModels {
  readonly engine: LiveEngine
  readonly control: ModelControl | undefined
  /** Refuses what no run has taken, and frees the models; calling it again gives the same end. */
  close(): Promise<void>
}

/**
 * Loads the models and keeps them true to their folder, as the options say.
 *
 * @throws whatever finding and loading a model throws
 */
export async function startModels(
  options: ServerOptions,
  supervised: SupervisedOptions,
  metrics: ServerMetrics,
): Promise<RunningModels> {
  const settings = { ...(await engineSettings(options)), observe: metrics.ran }
  const startEngine = options.execution === 'inline' ? startInlineEngine : startProcessEngine
  const start = (sources: readonly ModelSource[]) => startEngine({ ...settings, sources })
  if (supervised.sources) {
    const engine = liveEngine(await start(supervised.sources))
    return { engine, control: supervised.control, close: engine.close }
  }
  const { started, sources, refused } = await startWithFit(options, settings, start)
  const engine = liveEngine(started)
  const offer = async (next: readonly ModelSource[]) => {
    // What was before goes on in the background until it is answered.
    void engine.swap(await start(next))
  }
  try {
    const recent = async (model: string) => supervised.recent?.of(model) ?? []
    const kept = await keepModels(options, { ...settings, sources, refused, offer, recent })
    const close = async () => {
      kept.stop()
      await engine.close()
    }
    return { engine, control: options.allowControl ? kept.keeper : undefined, close }
  } catch (error) {
    await engine.close()
    throw error
  }
}
