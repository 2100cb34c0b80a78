import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { padBatch, parseConfig, randomGenerator } from '@textgate/core'
import { trainTokenizer } from '@textgate/tokenizer'
import { encodeExamples, rowIds, rowLengths, selectExamples } from '@textgate/trainer'
import { readDataset } from '../lib/datasets.mjs'
import { recordBatches } from './record-batches.mjs'

const SEED = 1

/**
 * Makes the examples and batches of a case from one seed and writes them where every subject reads the same.
 *
 * Files: `workload.json`; `ids.bin`, `offsets.bin`, `labels.bin`, the examples packed as the trainer's EncodedExamples;
 * `order.bin`, row numbers of the batches one after another, and `sizes.bin`, rows of each batch; all int32.
 *
 * @returns the workload's facts, as in workload.json, with `folder`
 */
export async function writeWorkload(testCase, folder) {
  mkdirSync(folder, { recursive: true })
  const { examples, ...facts } =
    testCase.kind === 'step' ? syntheticExamples(testCase) : await realExamples(testCase)
  const batches = await recordBatches(rowLengths(examples), facts.training)
  const workload = {
    name: testCase.name,
    kind: testCase.kind,
    extra: testCase.extra === true,
    ...facts,
    rows: examples.size,
    tokens: examples.ids.length,
    batches: batches.length,
    paddedTokens: sum(batches.map((rows) => padBatch(rows.map((row) => rowIds(examples, row))).ids.length)),
    distinctTokens: sum(
      batches.map((rows) => new Set(rows.flatMap((row) => [...rowIds(examples, row)])).size),
    ),
  }
  const binary = {
    ids: examples.ids,
    offsets: examples.offsets,
    labels: examples.labels,
    order: Int32Array.from(batches.flat()),
    sizes: Int32Array.from(batches, (rows) => rows.length),
  }
  for (const [name, values] of Object.entries(binary)) writeFileSync(join(folder, `${name}.bin`), values)
  writeFileSync(join(folder, 'workload.json'), JSON.stringify(workload, null, 2))
  return { ...workload, folder }
}

/** Rows of equal length whose ids are drawn as words are in text: the probability of rank r falls as 1 / r. */
function syntheticExamples({ shape, vocabulary, classes, model }) {
  const random = randomGenerator(SEED)
  const size = shape.batch * shape.distinctBatches
  const ids = Int32Array.from({ length: size * shape.length }, () =>
    Math.min(vocabulary - 1, 1 + Math.floor((vocabulary - 1) ** random.next())),
  )
  return {
    examples: {
      ids,
      offsets: Int32Array.from({ length: size + 1 }, (_, row) => row * shape.length),
      labels: Int32Array.from({ length: size }, () => random.integer(classes)),
      size,
    },
    vocabulary,
    classes,
    model,
    // Constant learning rate, and no averaged weights, which the peers do not keep either.
    training: { seed: SEED, batchSize: shape.batch, warmup: 0, decay: 'none', averageDecay: 0 },
    epochTokens: 0,
  }
}

/**
 * The training part under the default preset, or the sample of it that `sampleBatches` asks for; pooled by max and mean, which every
 * peer has.
 */
async function realExamples({ dataset, sampleBatches }) {
  const config = parseConfig({ model: { ngrams: 0, pooling: 'max-mean' } })
  const rows = readDataset(dataset, 'train')
  const labels = [...new Set(rows.map(({ label }) => label))].sort()
  const tokenizer = await trainTokenizer(
    rows.map(({ text }) => text),
    config.tokenizer,
  )
  const all = await encodeExamples(tokenizer, rows, labels)
  const lengths = rowLengths(all)
  // No subject need care for texts without a token.
  const usable = randomGenerator(SEED)
    .shuffle([...lengths.keys()])
    .filter((row) => lengths[row] > 0)
  const sample = usable.slice(0, (sampleBatches ?? Number.POSITIVE_INFINITY) * config.training.batchSize)
  const { embeddingSize, hiddenSize, layers, bidirectional, pooling, dropout, ngrams } = config.model
  return {
    examples: selectExamples(all, sample),
    vocabulary: tokenizer.vocabularySize,
    classes: labels.length,
    model: { embeddingSize, hiddenSize, layers, bidirectional, pooling, dropout, ngrams },
    training: { seed: SEED, batchSize: config.training.batchSize },
    epochTokens: all.ids.length,
    epochRows: all.size,
  }
}

const sum = (values) => values.reduce((total, value) => total + value, 0)
