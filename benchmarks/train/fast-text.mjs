import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readWorkload } from './read-workload.mjs'

const EPOCHS = 20
const ROUNDS = 3
const THREADS = 2

/**
 * The fastText command on the same texts, as a standing of `runCase`: a bag of words, so another and far smaller model. An
 * epoch is the difference between a run of 21 epochs and a run of one, which leaves out reading, counting and writing.
 */
export async function fastText({ folder, name }, log) {
  const standing = {
    team: 'fastText',
    label: `fastText command, ${THREADS} thr. (bag of words)`,
    threads: THREADS,
    rounds: [],
  }
  if (spawnSync('fasttext', []).error)
    return { ...standing, skipped: 'no fasttext command; Debian: apt install fasttext' }
  const { examples } = readWorkload(folder)
  const input = join(folder, 'fasttext.txt')
  writeFileSync(input, lines(examples))
  for (let round = 0; round < ROUNDS; round++) {
    const seconds = run(folder, input, EPOCHS + 1) - run(folder, input, 1)
    standing.rounds.push({
      steps: EPOCHS * examples.size,
      docs: EPOCHS * examples.size,
      tokens: EPOCHS * examples.ids.length,
      seconds,
    })
  }
  log(`${name}: fastText done`)
  return standing
}

function run(folder, input, epochs) {
  const options = ['-epoch', String(epochs), '-dim', '128', '-minCount', '1', '-thread', String(THREADS)]
  const output = join(folder, 'fasttext-model')
  const start = performance.now()
  const { status, stderr } = spawnSync(
    'fasttext',
    ['supervised', '-input', input, '-output', output, ...options],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`fasttext failed: ${stderr.slice(-200)}`)
  return (performance.now() - start) / 1000
}

function lines({ ids, offsets, labels, size }) {
  const rows = Array.from({ length: size }, (_, row) => {
    const words = Array.from(ids.subarray(offsets[row], offsets[row + 1]), (id) => `w${id}`)
    return `__label__${labels[row]} ${words.join(' ')}\n`
  })
  return rows.join('')
}
