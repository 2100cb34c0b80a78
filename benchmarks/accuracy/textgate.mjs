import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const textgateMain = join(import.meta.dirname, '../../packages/cli/dist/main.js')

/**
 * `textgate train` and then, once, `textgate evaluate` on the test part, and where wanted on some rows of it.
 *
 * @param files - paths of the training, the dev (or undefined) and the test part
 * @param rows - rows of the test part, with `text` and `labels`, to score by themselves; or undefined
 * @returns what both commands answered: `trained`, `evaluated`, and `evaluatedRows` where there were rows; and the
 * configuration of the bundle
 */
export async function textgate({ train, dev, test }, { preset, seed, multi, rows, folder, log }) {
  const model = join(folder, 'model')
  const data = ['--train', train, ...(dev === undefined ? [] : ['--dev', dev])]
  const recipe = [
    '--preset',
    preset,
    '--seed',
    String(seed),
    ...(multi ? ['--head', 'multi', '--label-column', 'labels'] : []),
  ]
  const backend = ['--backend', process.env.TEXTGATE_BACKEND ?? 'auto']
  const trained = await textgateCommand(log, 'train', ...data, ...recipe, ...backend, '--out', model)
  const evaluated = await textgateCommand(log, 'evaluate', model, '--data', test, ...backend)
  const { config: configuration } = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8'))
  if (rows === undefined) return { trained, evaluated, configuration }
  const file = join(folder, 'rows.jsonl')
  const lines = rows.map(({ text, labels }) =>
    JSON.stringify(multi ? { text, labels } : { text, label: labels[0] }),
  )
  writeFileSync(file, `${lines.join('\n')}\n`)
  const evaluatedRows = await textgateCommand(log, 'evaluate', model, '--data', file, ...backend)
  return { trained, evaluated, evaluatedRows, configuration }
}

/** One `textgate` command. @returns its last line of standard output as JSON */
export function textgateCommand(log, ...args) {
  log(`$ textgate ${args.join(' ')}`)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [textgateMain, ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk
    })
    createInterface({ input: child.stderr }).on('line', log)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(stdout.trimEnd().split('\n').at(-1)))
      else reject(new Error(`textgate ${args[0]} ended with ${code}`))
    })
  })
}
