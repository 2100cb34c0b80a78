import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readVariables, writeVariables } from './read-variables.ts'
import { refitAll, refitLinearPart } from './refit.ts'
import { trainOnce } from './train-once.ts'
import { checkTrainOptions, type TrainOptions } from './train-options.ts'
import type { TrainingEvent, TrainingResult } from './training-event.ts'

/** Checkpoints of the second run, in the folder of the first one's. */
const REFIT_FOLDER = 'refit'

/**
 * Trains a model and tells how it goes; the last event, `done`, holds the result, and the model then holds the best
 * weights by `config.metric` on dev, calibrated there. Batches and dropout derive from `config.seed`, the epoch and the step alone, so
 * that equal runs, and runs that were stopped at any moment and resumed, give equal weights to the bit on the wasm and
 * cpu backends. The native backend may add in another order from run to run, unless the model computes on kernels.
 *
 * With `config.refit: true`, a second run follows, from the same first weights on train and dev together, for as many epochs
 * as were best; with `ngrams`, the linear part alone is trained again on both, in seconds. What dev settled in the first run
 * (the weights of the branches, temperature, thresholds) stays. The figures of the result are those of the first run, which
 * has not seen dev. Without a dev part there is nothing to add. `auto` adds nothing either: whether dev was cut off the
 * training rows, or is a part that must not be learnt from, the caller knows.
 *
 * Ending the loop early (`break`) frees what the trainer holds; the model keeps the weights that it has then. At an
 * event of type `step` the variables may still show older ones, at every other event they are up to date.
 *
 * @throws DATA_TOO_SMALL, CONFIG_INVALID (class weights, head), CHECKPOINT_INVALID, CHECKPOINT_WRITE_FAILED,
 * TRAINING_DIVERGED
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent, void, undefined> {
  checkTrainOptions(options)
  const { model, dev, config, checkpointFolder, resume } = options
  if (config.refit === false || config.refit === 'auto' || dev === undefined) {
    yield* trainOnce(options)
    return
  }
  const refitFolder = checkpointFolder === undefined ? undefined : join(checkpointFolder, REFIT_FOLDER)
  // That of another run would be in the way when this one is resumed.
  if (!resume && refitFolder !== undefined) await rm(refitFolder, { recursive: true, force: true })
  // A copy of every weight; n-grams are trained again from nothing.
  const first = config.refit === 'ngrams' ? undefined : await readVariables(model.variables)
  let epochs = 0
  let chosen: TrainingResult | undefined
  for await (const event of trainOnce(options)) {
    if (event.type === 'start') epochs = event.epochs
    if (event.type === 'done') chosen = event.result
    else yield event
  }
  const result = chosen as TrainingResult
  if (result.reason === 'aborted') {
    yield { type: 'done', result }
    return
  }
  if (first === undefined) {
    yield* refitLinearPart({ ...options, dev, result })
    return
  }
  writeVariables(model.variables, first)
  yield* refitAll({ ...options, dev, result, epochs, refitFolder })
}
