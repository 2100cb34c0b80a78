import { type TextgateConfig, TextgateError } from '@textgate/core'
import { abortOnInterrupt } from '../abort-on-interrupt.ts'
import { type Comparison, isResult, type TimeBudget } from '../compare/comparison.ts'
import { comparisonFiles, writeComparison } from '../compare/comparison-files.ts'
import { comparisonPage } from '../compare/comparison-page.ts'
import { type Budget, encoderConfig } from '../compare/encoder-config.ts'
import { type EncoderName, parseEncoderNames } from '../compare/encoder-name.ts'
import { parseSeeds } from '../compare/parse-seeds.ts'
import { prefixedOutput } from '../compare/prefixed-output.ts'
import { type EncoderOutcome, runEncoders } from '../compare/run-encoders.ts'
import { FailedWithResult } from '../failed-with-result.ts'
import { learntVectors } from '../learnt-vectors.ts'
import { type ConfigFlags, loadConfig } from '../load-config.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { checkReportTarget } from '../report/report-target.ts'
import { settleNgrams } from '../settle-ngrams.ts'
import { settlePretraining } from '../settle-pretraining.ts'
import { type DataFiles, DEFAULT_DEV_SPLIT, readTrainingData } from '../training-data.ts'
import { trainingVectors } from '../training-vectors.ts'
import { textgateVersions } from '../versions.ts'

export interface CompareOptions extends ConfigFlags, Omit<DataFiles, 'devSplit'> {
  readonly devSplit?: number
  readonly encoders: string
  /** With commas; takes the place of `seed`. */
  readonly seeds?: string
  readonly budget: Budget
  /** What a training has at most, with budget time. */
  readonly seconds?: number
  readonly backend: BackendChoice
  readonly out?: string
}

/** Trains several encoders on the same data, and shows them in one table. */
export async function compareCommand(options: CompareOptions, output: Output): Promise<void> {
  const encoders = parseEncoderNames(options.encoders)
  const severalSeeds = options.seeds === undefined ? undefined : parseSeeds(options.seeds)
  refuseSecondsWithoutTime(options)
  const given = await loadConfig(severalSeeds ? { ...options, seed: severalSeeds[0] as number } : options)
  const seeds = severalSeeds ?? [given.training.seed]
  const configsOf = (config: TextgateConfig) =>
    new Map(encoders.map((one) => [one.name, encoderConfig(one, config, options.budget)]))
  // Impossible ones are refused before any file is read.
  const isLinearAlone = [...configsOf(given).values()].every(({ model }) => model.encoder === 'linear')
  const files = options.out === undefined ? undefined : comparisonFiles(options.out)
  if (files) for (const file of Object.values(files)) await checkReportTarget(file)

  const { prepareBackend } = await import('@textgate/tfjs-runtime')
  const { measureEncoder } = await import('../compare/measure-encoder.ts')
  const { mcnemarTest } = await import('@textgate/trainer/metrics')
  const { backend, reason } = await prepareBackend({ prefer: options.backend })
  output.note(`backend ${backend}: ${reason}`)
  const split = options.devSplit ?? DEFAULT_DEV_SPLIT
  const data = await readTrainingData({ ...options, devSplit: split }, given, output)
  const pretrained = settlePretraining(given, { tokens: data.train.ids.length, hasUnlabelled: false })
  const config = encoders.some(({ withNgrams }) => withNgrams)
    ? await settleNgrams(pretrained, data, output)
    : pretrained
  const configs = configsOf(config)
  const vectors = isLinearAlone
    ? undefined
    : ((await trainingVectors(config, data, output)) ?? (await learntVectors(config, data, output)))

  const isTimed = options.budget === 'time'
  let timeBudget: TimeBudget | undefined =
    options.seconds === undefined ? undefined : { seconds: options.seconds }
  const outcomes: EncoderOutcome[] = []
  const comparison = (): Comparison => {
    const [first, second] = outcomes
    return {
      version: 1,
      budget: options.budget,
      ...(timeBudget ? { timeBudget } : {}),
      head: config.model.head,
      seed: config.training.seed,
      ...(seeds.length > 1 ? { seeds } : {}),
      backend,
      vocabularySize: data.tokenizer.vocabularySize,
      labels: data.labels.length,
      trainingRows: data.train.size,
      evaluatedOn: data.test ? 'test' : 'dev',
      evaluatedRows: (data.test ?? data.dev).size,
      encoders: outcomes.map(({ result }) => result),
      missing: encoders.slice(outcomes.length).map(({ name }) => name),
      ...(first && second && 'right' in first && 'right' in second
        ? {
            mcnemar: {
              ...{ first: first.result.name, second: second.result.name },
              ...(seeds.length > 1 ? { seed: config.training.seed } : {}),
              ...mcnemarTest(first.right, second.right),
            },
          }
        : {}),
      versions: textgateVersions(),
    }
  }

  const interruption = abortOnInterrupt(output, 'stopping after this step; what is done is kept')
  const measure = (encoder: EncoderName) => {
    const place = `${encoder.name} (${encoders.indexOf(encoder) + 1} of ${encoders.length}): `
    return measureEncoder(configs.get(encoder.name) as typeof config, {
      ...{ name: encoder.name, data, seeds, isTimed, signal: interruption.signal },
      ...(vectors ? { vectors } : {}),
      ...(timeBudget ? { seconds: timeBudget.seconds } : {}),
      output: prefixedOutput(output, place),
    })
  }
  try {
    for await (const outcome of runEncoders(encoders, measure, interruption.signal)) {
      outcomes.push(outcome)
      const { result } = outcome
      if (!isResult(result)) output.note(`${result.name}: ${result.failure.message}`)
      else if (result.time) timeBudget ??= { seconds: result.time.seconds, from: result.name }
      // After every encoder, so that what took hours outlives whatever comes next.
      if (files) await writeComparison(files, comparison())
    }
  } finally {
    interruption.release()
  }

  const done = comparison()
  if (files) await writeComparison(files, done)
  for (const line of comparisonPage(done)) output.print(line)
  if (files) output.print(`wrote ${files.page} and ${files.data}`)
  refuseUnfinished(done)
  output.emit({ ...done })
}

/** @throws USAGE where seconds would be ignored */
function refuseSecondsWithoutTime({ seconds, budget }: CompareOptions): void {
  if (seconds === undefined || budget === 'time') return
  throw new TextgateError(
    'USAGE',
    `--seconds is the time of --budget time, and the budget is ${budget}; give --budget time too, or leave --seconds out`,
    { details: { seconds, budget } },
  )
}

/** @throws TRAINING_STOPPED where encoders are missing; where all of them failed, the first one's error */
function refuseUnfinished(comparison: Comparison): void {
  const { encoders, missing } = comparison
  const result = { ...comparison }
  if (missing.length > 0) {
    throw new FailedWithResult(
      'TRAINING_STOPPED',
      `the comparison was interrupted after ${encoders.length} of ${encoders.length + missing.length} encoders; run it again for ${missing.join(', ')}`,
      { details: { missing }, result },
    )
  }
  if (!encoders.some(isResult)) {
    throw new FailedWithResult(
      'COMPARISON_FAILED',
      'no encoder could be trained; see the reason of each above',
      { details: { encoders }, result },
    )
  }
}
