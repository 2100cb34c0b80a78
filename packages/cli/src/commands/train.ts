import { rm } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import { type AnswerRule, type TextgateConfig, TextgateError } from '@textgate/core'
import { checkBundleTarget, writeBundle } from '@textgate/core/node'
import { abortOnInterrupt } from '../abort-on-interrupt.ts'
import { confidenceNotes } from '../confidence-notes.ts'
import { cutTextsNote } from '../cut-texts-note.ts'
import { headline, metricsTable } from '../format.ts'
import { learntVectors } from '../learnt-vectors.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { settleNgrams } from '../settle-ngrams.ts'
import { refuseUselessTexts, settlePretraining } from '../settle-pretraining.ts'
import { settleRefit } from '../settle-refit.ts'
import { type StartFlags, trainingStart } from '../start/training-start.ts'
import { trainModel } from '../train-model.ts'
import { type DataFiles, DEFAULT_DEV_SPLIT, readTrainingData } from '../training-data.ts'
import { trainingProgress } from '../training-progress.ts'
import { trainingVectors } from '../training-vectors.ts'
import { textgateVersions } from '../versions.ts'

export interface TrainOptions extends StartFlags, Omit<DataFiles, 'devSplit'> {
  readonly devSplit?: number
  readonly out: string
  readonly backend: BackendChoice
  readonly resume?: boolean
}

/** Trains a classifier and writes its bundle. */
export async function trainCommand(options: TrainOptions, output: Output): Promise<void> {
  const started = performance.now()
  const { config: given, start } = await trainingStart(options)
  const refitted = settleRefit(given, { hasDevFile: options.dev !== undefined })
  refuseUselessTexts(refitted, options.unlabelled)
  await checkBundleTarget(options.out)

  const { prepareBackend } = await import('@textgate/tfjs-runtime')
  const { evaluate, rowLengths, toBundle } = await import('@textgate/trainer')
  const { readWeights } = await import('@textgate/gru-model')
  const { backend, reason } = await prepareBackend({ prefer: options.backend })
  output.note(`backend ${backend}: ${reason}`)

  const data = await readTrainingData(
    { ...options, devSplit: options.devSplit ?? DEFAULT_DEV_SPLIT },
    refitted,
    output,
    start,
  )
  const { labels, tokenizer, unlabelled } = data
  const pretrained = settlePretraining(refitted, {
    tokens: data.train.ids.length + (unlabelled?.ids.length ?? 0),
    hasUnlabelled: unlabelled !== undefined,
  })
  const rows = [`${data.train.size} train`, `${data.dev.size} dev`]
  if (data.test) rows.push(`${data.test.size} test`)
  output.note(
    `${rows.join(', ')} rows, ${labels.length} labels, ${tokenizer.vocabularySize} tokens in the vocabulary`,
  )
  if (start) {
    output.note(
      `begins with the ${start.newHead ? 'encoder' : 'weights'} of ${start.folder}${pretrained.model.ngrams > 0 ? '; the n-grams are learnt anew' : ''}`,
    )
  }
  // Weights that are there already have the n-grams that they have.
  const config = start && !start.newHead ? pretrained : await settleNgrams(pretrained, data, output)
  const cut = cutTextsNote(rowLengths(data.train), config)
  if (cut) output.note(cut)

  const vectors = await trainingVectors(config, data, output)
  const firstVectors = vectors ?? (await learntVectors(config, data, output))
  // Beside the bundle, so that the bundle's folder holds a whole bundle or nothing.
  const checkpointFolder = `${options.out.replace(/[/\\]+$/, '')}.checkpoint`
  const interruption = abortOnInterrupt(output, 'stopping after this step')
  const show = trainingProgress(output)
  const epochSeconds: number[] = []
  let epochStarted = performance.now()
  const { model, result } = await trainModel(config, data, {
    checkpointFolder,
    start,
    resume: options.resume === true,
    signal: interruption.signal,
    ...(firstVectors ? { vectors: firstVectors } : {}),
    onEvent: (event) => {
      show(event)
      if (event.type === 'epoch') epochStarted = performance.now()
      if (event.type === 'evaluation') epochSeconds.push((performance.now() - epochStarted) / 1000)
    },
  }).finally(interruption.release)
  if (result.reason === 'aborted') {
    throw new TextgateError(
      'TRAINING_STOPPED',
      `training was interrupted; the same command with --resume goes on from ${checkpointFolder}`,
      { details: { checkpointFolder } },
    )
  }

  for (const note of confidenceNotes(result)) output.note(note)
  const { thresholds, unknown } = result
  const rule: AnswerRule = {
    head: config.model.head,
    ...(thresholds ? { thresholds } : {}),
    ...(unknown?.below ? { unknownBelow: unknown.below } : {}),
  }
  // The loop has scored the best weights already.
  const dev = result.metrics ?? (await evaluate(model, data.dev, labels, rule))
  const test = data.test ? await evaluate(model, data.test, labels, rule) : undefined
  // Relative to the bundle: it tells nothing of the machine, and both may move together.
  const fileOf = (file: string): string => relative(resolve(options.out), resolve(file)).split(sep).join('/')
  const bundle = toBundle({
    weights: await readWeights(model),
    tokenizer,
    labels,
    config: withoutFolders(config),
    result,
    metrics: { dev, ...(test ? { test } : {}) },
    ...(vectors ? { vectors: vectors.coverage } : {}),
    ...(start ? { firstWeights: start.weightsSha256 } : {}),
    versions: textgateVersions(),
    data: {
      train: { rows: data.train.size, file: fileOf(options.train) },
      dev: { rows: data.dev.size, ...(options.dev ? { file: fileOf(options.dev) } : {}) },
      ...(unlabelled ? { unlabelled: { rows: unlabelled.offsets.length - 1 } } : {}),
      ...(data.test && options.test ? { test: { rows: data.test.size, file: fileOf(options.test) } } : {}),
    },
  })
  await writeBundle(options.out, bundle)
  await rm(checkpointFolder, { recursive: true, force: true })
  model.dispose()

  output.print(`dev: ${headline(dev)}`)
  if (test) output.print(`test: ${headline(test)}`)
  for (const line of metricsTable(test ?? dev)) output.print(line)
  output.print(`wrote ${options.out}; next: textgate export ${options.out}`)
  const { accuracy, macroF1, microF1 } = test ?? dev
  output.emit({
    accuracy,
    macroF1,
    microF1,
    dev,
    ...(test ? { test } : {}),
    bundle: options.out,
    labels,
    tokenizer: { mode: tokenizer.config.mode, reason: tokenizer.modeReason ?? 'the configuration says so' },
    ...(vectors ? { vectors: { ...vectors.coverage, trainable: vectors.trainable } } : {}),
    ...(result.calibration ? { calibration: result.calibration } : {}),
    ...(unknown ? { unknown } : {}),
    backend,
    epochs: result.epochs,
    steps: result.steps,
    bestEpoch: result.bestEpoch,
    seconds: (performance.now() - started) / 1000,
    epochSeconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  })
}

/** The bundle tells which vectors it began with, but nothing of the machine. */
function withoutFolders(config: TextgateConfig): TextgateConfig {
  const { file, ...vectors } = config.training.vectors
  return {
    ...config,
    training: {
      ...config.training,
      vectors: { file: file === null ? null : basename(file), ...vectors },
    },
  }
}
