import { tokensRead } from '@textgate/core'
import { readApiKeys } from '../access/keys-file.ts'
import { readTls } from '../access/tls-files.ts'
import { checkOptions } from '../check-options.ts'
import { startModelProcess } from '../engine/model-process.ts'
import { startWithFit } from '../models/start-with-fit.ts'
import { DEFAULT_HUNG_MS, engineSettings, type ServerOptions } from '../server-settings.ts'
import { isTextModel } from '../service/served-model.ts'

/**
 * How a server is divided: `processes` (`startServerProcesses`), where each has the models between its requests, or `workers`
 * (`startServer`), where one answers and the models are in processes behind it.
 */
export type ServerShape = 'processes' | 'workers'

/** A shape, and why. */
export interface ChosenShape {
  readonly shape: ServerShape
  /** A sentence without a full stop, for people. */
  readonly reason: string
}

/** Tokens of a text of which the cost is looked at: a paragraph. Models that read fewer are measured by what they read. */
const USUAL_TOKENS = 128

/**
 * Milliseconds that such a text may cost where it is computed between requests: twice as long is the most that a request may
 * hold up all others.
 */
const MAX_USUAL_MS = 4

/**
 * Chooses how to serve by what the models cost on this machine. It loads them once, in a process of its own, and measures a few
 * runs. Small models are fastest between the requests of several processes; what takes long must not hold up other requests, and
 * goes behind one server; so does an ONNX file without a bundle, of which nothing is known before it is asked.
 *
 * @throws as `startServer` does for settings, files and models that it cannot use; for the models last
 */
export async function chooseShape(options: ServerOptions): Promise<ChosenShape> {
  checkOptions(options, { name: 'chooseShape', without: [] })
  // Who named a wrong file should not have to wait for the models to hear it.
  if (options.tls) await readTls(options.tls)
  if (options.keys !== undefined) await readApiKeys(options.keys)
  const { options: opening } = await engineSettings(options)
  const checks = { options: opening, hungMs: options.hungMs ?? DEFAULT_HUNG_MS, log: () => undefined }
  const { started: process } = await startWithFit(options, checks, (sources) =>
    startModelProcess({
      setup: { sources, options: opening },
      hungMs: checks.hungMs,
      onExit: () => undefined,
    }),
  )
  await process.close()
  const unknown = process.served.find((model) => !isTextModel(model))
  if (unknown) return { shape: 'workers', reason: `what a request costs ${unknown.name} is not known before` }
  return shapeOf(
    process.served.filter(isTextModel).map(({ name, key, text }) => {
      const tokens = tokensRead(text.manifest.config.model, USUAL_TOKENS)
      return { name, tokens, ms: tokens * (process.tokenMs[key] ?? 0) }
    }),
  )
}

/** What a text of so many tokens takes a model, in milliseconds. */
export interface TextCost {
  readonly name: string
  readonly tokens: number
  readonly ms: number
}

/** The shape for models of these costs, at least one: the dearest decides. */
export function shapeOf(costs: readonly TextCost[]): ChosenShape {
  const dearest = costs.reduce((most, cost) => (cost.ms > most.ms ? cost : most))
  return {
    shape: dearest.ms > MAX_USUAL_MS ? 'workers' : 'processes',
    reason: `a text of ${dearest.tokens} tokens takes ${dearest.name} ${dearest.ms.toPrecision(2)} ms`,
  }
}
