import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs'
import {
  type ClassificationMetrics,
  type EpochRecord,
  type Head,
  type NamedWeights,
  randomGenerator,
  TextgateError,
} from '@textgate/core'
import { type BatchLimits, batchesPerEpoch, batchOf, epochBatches } from './batches.ts'
import { weighBranches } from './calibration/weigh-branches.ts'
import { decodeCheckpoint, encodeCheckpoint, type Progress } from './checkpoint/checkpoint.ts'
import { readCheckpointFile, writeCheckpointFile } from './checkpoint/checkpoint-file.ts'
import { runFingerprint } from './checkpoint/run-fingerprint.ts'
import { classWeights } from './class-weights.ts'
import { EARLY_STOPPING_START, earlyStopping, isStale, metricValue, watchedMetric } from './early-stopping.ts'
import { allRows, rowLengths } from './encoded-examples.ts'
import { epochsOf } from './epochs-of.ts'
import { EVALUATION_BATCH, valuesOfRows } from './evaluate.ts'
import { finishOnDev } from './finish-on-dev.ts'
import { learningRateAt } from './learning-rate.ts'
import { type LinearChoices, trainLinearPart } from './linear/train-linear-part.ts'
import { logitsOf } from './logits-of.ts'
import { createOptimizer } from './optimizer/create-optimizer.ts'
import { averagedWeights, type Optimizer } from './optimizer/optimizer.ts'
import { withFrozen } from './optimizer/with-frozen.ts'
import { readVariables, writeVariables } from './read-variables.ts'
import { selectRowLabels } from './row-labels.ts'
import { scoreOnDev } from './score-on-dev.ts'
import { stopwatch } from './stopwatch.ts'
import type { TrainOptions } from './train-options.ts'
import { type LossAndGradients, lossAndGradients, lossOnKernels, type StepInput } from './train-step.ts'
import type { LinearPart } from './trainable-model.ts'
import type { TrainingEvent, TrainingResult } from './training-event.ts'
import { trainingLoss } from './training-loss.ts'

/** Between progress events, and between the pauses that let timers, signals and abort handlers run. */
const PROGRESS_SECONDS = 0.2

/** Name of the generator that orders the rows of the linear part. */
export const LINEAR_PART = 'linear part'

const START: Progress = {
  epoch: 1,
  batch: 0,
  step: 0,
  lossSum: 0,
  earlyStopping: EARLY_STOPPING_START,
  history: [],
  finished: null,
}

/** What one run over the training part is given. */
export interface TrainOnceOptions extends TrainOptions {
  /** The run ends after this epoch, in the middle of the schedule of `config.epochs`. */
  readonly stopAfterEpoch?: number
  /** What a former run settled of the linear part; without it, this one does. */
  readonly linearChoices?: LinearChoices | undefined
}

/** One run over the training part, as `train` tells; `config.refit` is not looked at. */
export async function* trainOnce(options: TrainOnceOptions): AsyncGenerator<TrainingEvent, void, undefined> {
  const { model, train: examples, dev, labels, config, checkpointFolder: folder, signal } = options
  model.learnFrequencies?.(allRows(examples))
  const linear = model.linear?.()
  const { trained: variables, frozen } = splitByTrainable(model.variables, linear)
  const lengths = rowLengths(examples)
  const { head = 'single' } = model
  const metric = watchedMetric(config.metric, head)
  const lossFor = trainingLoss(head, config, examples, labels)
  const random = randomGenerator(config.seed)
  const { tokensRead } = model
  const limits: BatchLimits = { ...config, tokensRead }
  const linearTraining = {
    ...{ train: examples, dev, head, random: random.fork(LINEAR_PART), settled: options.linearChoices },
    classWeights: classWeights(config.classWeights, examples.labels, labels),
    ...{ priors: config.ngramPriors, sharing: config.ngramSharing, tokenOf: options.tokenOf },
  }
  const hasSteps = variables.size > 0
  // The linear part is strong from the start: beside it an encoder that is still learning would not be seen to improve.
  const watchesEncoder = linear !== undefined && hasSteps
  const stepsPerEpoch = hasSteps ? batchesPerEpoch(lengths, limits) : 0
  const epochs = hasSteps ? epochsOf(config.epochs, stepsPerEpoch) : 1
  const steps = stepsPerEpoch * epochs
  const fingerprint = runFingerprint({ ...options, tokensRead, variables, frozen })
  const onKernels = model.onKernels?.()
  const optimizer = createOptimizer(variables, config, onKernels?.kernels)
  const kernelWeights =
    onKernels && optimizer.weights && withFrozen(onKernels.kernels, frozen, optimizer.weights)
  const compute = (input: StepInput): LossAndGradients =>
    onKernels && kernelWeights
      ? lossOnKernels(onKernels, kernelWeights.weights, input)
      : lossAndGradients(model, variables, input)
  let progress = START
  let best: NamedWeights = new Map()
  let isSettled = false
  let isLinearTrained = linear === undefined
  let linearChoices: LinearChoices | undefined

  async function* linearEvents(part: LinearPart): AsyncGenerator<TrainingEvent, void, undefined> {
    for await (const { passes, choices } of trainLinearPart(part, linearTraining)) {
      linearChoices = choices
      const { priors, sharing } = choices ?? {}
      yield { type: 'linear', passes, ...(priors && sharing ? { priors, sharing } : {}) }
    }
    isLinearTrained = true
  }

  const save = async (): Promise<TrainingEvent[]> => {
    if (folder === undefined) return []
    optimizer.settle()
    const checkpoint = {
      progress,
      best,
      weights: await readVariables(variables),
      optimizer: await optimizer.read(),
    }
    const file = await writeCheckpointFile(folder, encodeCheckpoint(checkpoint, fingerprint))
    return [{ type: 'checkpoint', file, step: progress.step }]
  }

  try {
    const saved = options.resume && folder !== undefined ? await readCheckpointFile(folder) : undefined
    if (saved) {
      const checkpoint = decodeCheckpoint(saved, fingerprint, folder as string)
      writeVariables(variables, checkpoint.weights)
      optimizer.write(checkpoint.optimizer)
      progress = checkpoint.progress
      best = checkpoint.best
    }
    const resumedSteps = progress.step
    yield { type: 'start', backend: tf.getBackend(), epochs, stepsPerEpoch, resumedSteps }
    // Written before the first step, so that a folder that cannot be written stops the run now and not in an hour.
    if (!saved) yield* await save()

    const sinceCheckpoint = stopwatch()
    const sinceProgress = stopwatch()
    const sinceStart = stopwatch()
    let textsDone = 0
    let aborted = signal?.aborted === true
    while (progress.finished === null && !aborted) {
      const { epoch } = progress
      yield { type: 'epoch', epoch, epochs }
      if (linear && !isLinearTrained) {
        for await (const event of linearEvents(linear)) {
          yield event
          aborted = signal?.aborted === true
          if (aborted) break
        }
        if (aborted) break
      }
      const batches = hasSteps ? epochBatches(lengths, limits, random.fork(`batches of epoch ${epoch}`)) : []

      while (progress.batch < batches.length && !aborted) {
        const rows = batches[progress.batch] as Int32Array
        const step = progress.step + 1
        const { loss, gradients } = compute({
          batch: batchOf(examples, rows),
          lossOf: lossFor(selectRowLabels(examples, rows)),
          dropoutSeed: random.fork(`dropout of step ${step}`).integer(2 ** 31),
        })
        const learningRate = learningRateAt(progress.step, steps, config)
        const norm = Number.isFinite(loss)
          ? optimizer.update(gradients, { number: step, learningRate })
          : loss
        tf.dispose([...gradients.values()])
        if (!Number.isFinite(loss)) throw diverged('the loss', loss, step)
        if (!Number.isFinite(norm)) throw diverged("the gradient's norm", norm, step)
        progress = { ...progress, batch: progress.batch + 1, step, lossSum: progress.lossSum + loss }
        textsDone += rows.length

        const epochDone = progress.batch === batches.length
        if (epochDone || sinceProgress.seconds() >= PROGRESS_SECONDS) {
          sinceProgress.restart()
          const seconds = sinceStart.seconds()
          yield {
            type: 'step',
            epoch,
            step,
            steps,
            loss: progress.lossSum / progress.batch,
            learningRate,
            textsPerSecond: textsDone / seconds,
            etaSeconds: ((steps - step) * seconds) / (step - resumedSteps),
          }
          await setImmediate()
        }
        aborted = signal?.aborted === true
        if (aborted || (!epochDone && sinceCheckpoint.seconds() >= config.checkpointSeconds)) {
          yield* await save()
          sinceCheckpoint.restart()
        }
      }
      if (progress.batch < batches.length) break // aborted inside the epoch

      const trainingLoss = hasSteps
        ? progress.lossSum / progress.batch
        : lossFor(examples)(
            await valuesOfRows((batch) => logitsOf(model, batch), examples, labels.length, {
              ...EVALUATION_BATCH,
              tokensRead,
            }),
          ).loss
      optimizer.settle()
      const live = await readVariables(variables)
      const candidate = config.averageDecay > 0 ? averagedWeights(await optimizer.read()) : live
      if (dev) {
        if (candidate !== live) writeVariables(variables, candidate)
        const { metrics } = await scoreOnDev(model, dev, labels, watchesEncoder)
        if (candidate !== live) writeVariables(variables, live)
        if (!Number.isFinite(metrics.loss)) throw diverged('the loss on dev', metrics.loss, progress.step)
        const value = metricValue(metrics, metric)
        const state = earlyStopping(progress.earlyStopping, { epoch, value, metric })
        const improved = state.bestEpoch === epoch
        if (improved) best = candidate
        const history = [...progress.history, { epoch, trainingLoss, dev: recorded(metrics, model.head) }]
        progress = { ...progress, earlyStopping: state, history }
        yield { type: 'evaluation', epoch, trainingLoss, metrics, best: improved }
      } else {
        best = candidate
        const history = [...progress.history, { epoch, trainingLoss }]
        progress = { ...progress, earlyStopping: { best: null, bestEpoch: epoch, waited: 0 }, history }
      }

      const stale = isStale(progress.earlyStopping, config.patience)
      const isLast = epoch === epochs || epoch === options.stopAfterEpoch
      const finished = isLast ? 'epochs' : stale ? 'patience' : null
      progress = { ...progress, epoch: epoch + 1, batch: 0, lossSum: 0, finished }
      yield* await save()
      sinceCheckpoint.restart()
      aborted ||= signal?.aborted === true
    }

    optimizer.settle()
    isSettled = true
    const hasBest = progress.earlyStopping.bestEpoch > 0
    // A run that goes on after its last epoch has not trained it: it stands in no checkpoint.
    if (linear && hasBest && !isLinearTrained) yield* linearEvents(linear)
    if (hasBest) writeVariables(variables, best)
    const branchFactors = dev && hasBest ? await weighBranches(model, dev, labels.length) : undefined
    const onDev = dev && hasBest ? await finishOnDev(model, dev, labels, config) : undefined
    const result: TrainingResult = {
      reason: progress.finished ?? 'aborted',
      backend: tf.getBackend(),
      epochs: progress.epoch - 1,
      steps: progress.step,
      bestEpoch: progress.earlyStopping.bestEpoch,
      history: progress.history,
      ...(linearChoices === undefined ? {} : { linearChoices }),
      ...(branchFactors ? { branchFactors } : {}),
      ...onDev,
    }
    yield { type: 'stopped', reason: result.reason, epoch: result.epochs }
    yield { type: 'done', result }
  } finally {
    if (!isSettled) settleQuietly(optimizer)
    kernelWeights?.free()
    optimizer.dispose()
  }
}

/** What the history keeps; micro F1 only where it is not the accuracy. */
function recorded(
  { loss, accuracy, macroF1, microF1 }: ClassificationMetrics,
  head: Head | undefined,
): NonNullable<EpochRecord['dev']> {
  return { loss, accuracy, macroF1, ...(head === 'multi' ? { microF1 } : {}) }
}

/** The variables that learn by gradients, and those that stay as they were given; the linear part's are neither. */
function splitByTrainable(variables: ReadonlyMap<string, tf.Variable>, linear: LinearPart | undefined) {
  const all = [...variables].filter(
    ([, variable]) => variable !== linear?.kernel && variable !== linear?.bias,
  )
  return {
    trained: new Map(all.filter(([, { trainable }]) => trainable)),
    frozen: new Map(all.filter(([, { trainable }]) => !trainable)),
  }
}

/** After a failure, which may be that of the kernels: what counts is to tell that one. */
function settleQuietly(optimizer: Optimizer): void {
  try {
    optimizer.settle()
  } catch {}
}

function diverged(what: string, value: number, step: number): TextgateError {
  return new TextgateError(
    'TRAINING_DIVERGED',
    `${what} became ${value} in step ${step}; lower training.learningRate or training.clipNorm (the last good checkpoint is kept)`,
    { details: { step, value: String(value) } },
  )
}
