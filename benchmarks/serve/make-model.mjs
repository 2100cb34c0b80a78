import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'
import { runTextgate } from '../lib/run-textgate.mjs'

/** Texts that are sent, one after the other and again from the start. */
const SENT_TEXTS = 1000

/**
 * A bundle as users have it, trained for an epoch on random texts and exported. What it answers means nothing; how long it
 * takes does.
 *
 * @param sizes - `MODEL` of cases.mjs @param folder - an empty folder of its own
 * @returns the bundle's folder, and texts of mixed lengths, the same in every run
 */
export async function makeModel(sizes, folder, log) {
  const texts = randomTexts(sizes)
  const data = join(folder, 'texts.jsonl')
  const rows = texts.map((text, i) => JSON.stringify({ text, label: `label ${i % sizes.labels}` }))
  writeFileSync(data, rows.join('\n'))
  const config = join(folder, 'config.json')
  writeFileSync(
    config,
    JSON.stringify({
      tokenizer: { mode: 'words', minFrequency: 1, maxVocabulary: sizes.vocabulary + 2 },
      model: {
        embeddingSize: sizes.embedding,
        hiddenSize: sizes.hidden,
        bidirectional: true,
        pooling: 'max-mean',
        ngrams: 0,
      },
      training: { epochs: 1 },
    }),
  )
  const model = join(folder, 'model')
  await runTextgate(['train', '--train', data, '--config', config, '--out', model], log)
  await runTextgate(['export', model, '--data', data], log)
  return { model, texts: texts.slice(0, SENT_TEXTS) }
}

/** Texts in which every word of the vocabulary occurs. */
function randomTexts({ vocabulary, shortest, longest }) {
  const random = randomGenerator('benchmark serve')
  const words = random.shuffle(Array.from({ length: vocabulary }, (_, i) => `w${i}`))
  const texts = []
  let next = 0
  while (next < vocabulary || texts.length < SENT_TEXTS) {
    const length = shortest + random.integer(longest - shortest + 1)
    const chosen = Array.from({ length }, () => words[next++] ?? words[random.integer(vocabulary)])
    texts.push(chosen.join(' '))
  }
  return texts
}
