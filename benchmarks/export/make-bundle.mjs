import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'
import { runTextgate } from '../lib/run-textgate.mjs'

/**
 * A bundle of a case with every form of its exported model, made by the commands that users have: trained for an epoch on random
 * texts, and each file proved.
 *
 * @param folder - an empty folder of its own
 * @returns the bundle's folder, and a text of the sizes' tokens for each row of the largest batch
 */
export async function makeBundle({ bidirectional, pooling }, sizes, folder, log) {
  const texts = randomTexts(sizes)
  const data = join(folder, 'texts.jsonl')
  const rows = texts.map((text, i) => JSON.stringify({ text, label: `label ${i % sizes.labels}` }))
  writeFileSync(data, rows.join('\n'))
  const config = join(folder, 'config.json')
  writeFileSync(
    config,
    JSON.stringify({
      tokenizer: {
        ...{ mode: 'words', normalization: 'portable' },
        ...{ minFrequency: 1, maxVocabulary: sizes.vocabulary + 2 },
      },
      model: {
        ...{ embeddingSize: sizes.embedding, hiddenSize: sizes.hidden, ngrams: 0 },
        ...{ bidirectional, pooling },
      },
      training: { epochs: 1 },
    }),
  )
  const model = join(folder, 'model')
  await runTextgate(['train', '--train', data, '--config', config, '--out', model], log)
  // Labels of random texts mean nothing, and neither does how many of them change.
  const forms = ['--quantize', 'int8,int8-bulk,int4-embedding', '--min-agreement', '0']
  await runTextgate(['export', model, '--data', data, '--text'], log)
  await runTextgate(['export', model, '--data', data, ...forms], log)
  return { model, texts }
}

/** Texts in which every word of the vocabulary occurs. */
function randomTexts({ vocabulary, tokens }) {
  const random = randomGenerator('benchmark export')
  const words = random.shuffle(Array.from({ length: vocabulary }, (_, i) => `w${i}`))
  const count = Math.max(400, Math.ceil(vocabulary / tokens))
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: tokens }, (_, t) => words[i * tokens + t] ?? words[random.integer(vocabulary)]).join(
      ' ',
    ),
  )
}
