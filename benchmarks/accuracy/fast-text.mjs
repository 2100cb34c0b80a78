import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomGenerator } from '@textgate/core'

const LABEL = '__label__'
const TRAINING = ['-wordNgrams', '2', '-epoch', '25', '-lr', '0.5', '-dim', '100', '-thread', '2']
/** From this probability on a label is answered where texts have any number of them. */
const THRESHOLD = '0.5'

/**
 * The fastText command on lower-cased words, marks and Chinese characters, with pairs of them.
 *
 * @param rows - of the training and the test part, each with `text` and `labels`
 * @returns as `linearSvm`
 */
export function fastText({ train, test }, { multi = false, seed, folder }) {
  if (spawnSync('fasttext', []).error) return { skipped: 'no fasttext command; Debian: apt install fasttext' }
  const labels = [...new Set(train.flatMap((row) => row.labels))]
  // It reads its file from top to bottom, and some data sets are sorted by label.
  const shuffled = randomGenerator(seed).shuffle([...train])
  const lines = shuffled.map((row) => {
    const given = row.labels.map((label) => LABEL + labels.indexOf(label))
    return [...given, ...tokensOf(row.text)].join(' ')
  })
  const [input, asked, model] = ['train.txt', 'test.txt', 'model'].map((name) => join(folder, name))
  writeFileSync(input, `${lines.join('\n')}\n`)
  writeFileSync(asked, `${test.map((row) => tokensOf(row.text).join(' ')).join('\n')}\n`)
  const loss = ['-loss', multi ? 'ova' : 'softmax']
  const files = ['-input', input, '-output', model]
  fasttext(['supervised', ...files, ...TRAINING, ...loss, '-seed', String(seed)])
  const which = multi ? ['-1', THRESHOLD] : ['1']
  const predicted = fasttext(['predict', `${model}.bin`, asked, ...which])
  const answers = predicted
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split(' ').filter((label) => label !== ''))
  return {
    answers: answers.map((row) => row.map((label) => labels[Number(label.slice(LABEL.length))])),
    versions: {},
  }
}

function tokensOf(text) {
  return text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? []
}

function fasttext(args) {
  const { status, stdout, stderr } = spawnSync('fasttext', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`fasttext ${args[0]} failed: ${stderr.slice(-200)}`)
  return stdout
}
