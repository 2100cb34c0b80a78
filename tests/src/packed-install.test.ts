import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installedPackages } from './support/installed-packages.ts'
import { PACKAGES, ROOT, sourcesOf } from './support/workspace.ts'

const run = promisify(execFile)
const corpus = join(ROOT, 'examples/customer-messages')
const parent = mkdtempSync(join(tmpdir(), 'textgate-packed-'))
const tarballs = new Map<string, string>()

beforeAll(async () => {
  const pnpm = join(ROOT, 'node_modules/.bin/pnpm')
  for (const { name, folder, manifest } of PACKAGES) {
    const target = join(parent, 'tarballs', name)
    await mkdir(target, { recursive: true })
    await run(pnpm, ['pack', '--pack-destination', target], { cwd: folder })
    const [file] = readdirSync(target)
    if (file === undefined) throw new Error(`pnpm packed no ${name}`)
    tarballs.set(manifest.name, join(target, file))
  }
})

afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('a tarball', () => {
  test.each(PACKAGES)('of $name holds what a user needs and nothing of the tests', async (one) => {
    const { stdout } = await run('tar', ['-tzf', tarballs.get(one.manifest.name) ?? ''])
    const files = stdout.trim().split('\n')
    expect(files).toEqual(
      expect.arrayContaining(['package/package.json', 'package/README.md', 'package/LICENSE']),
    )
    // Source maps and declaration maps lead into src.
    const sources = sourcesOf(one).map((file) => `package/${relative(one.folder, file)}`)
    expect(files.filter((file) => file.startsWith('package/src/')).sort()).toEqual(sources.sort())
    expect(files.filter((file) => /\.test\.|tsbuildinfo|\/(test|temp|etc)\//.test(file))).toEqual([])
  })

  test.each(PACKAGES)('of $name names its siblings by version', async ({ manifest }) => {
    const { stdout } = await run('tar', ['-xzOf', tarballs.get(manifest.name) ?? '', 'package/package.json'])
    const { dependencies = {} } = JSON.parse(stdout)
    const internal = Object.entries(dependencies).filter(([name]) => name.startsWith('@textgate/'))
    for (const [, range] of internal) expect(range).toMatch(/^\^\d+\.\d+\.\d+/)
  })
})

describe('installed alone', () => {
  test.each([
    ['tokenizer', /tensorflow|onnxruntime|fastify|jieba/],
    ['serve', /tensorflow/],
    ['onnx-export', /tfjs|tensorflow/],
    ['model-import', /tensorflow|onnxruntime|fastify/],
    ['core', /tensorflow|onnxruntime|fastify/],
  ])('@textgate/%s brings nothing like %s', async (name, unwanted) => {
    const folder = await install(`alone-${name}`, [`@textgate/${name}`])
    const installed = installedPackages(folder)
    expect(installed).toContain(`@textgate/${name}`)
    expect(installed.filter((one) => unwanted.test(one))).toEqual([])
    const entry = `@textgate/${name}`
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', `console.log(Object.keys(await import('${entry}')).length)`],
      { cwd: folder },
    )
    expect(Number(stdout)).toBeGreaterThan(0)
  })
})

describe('all packages, installed into an empty folder', () => {
  let folder: string
  let model: string

  beforeAll(async () => {
    folder = await install('all', [...tarballs.keys()])
    model = join(folder, 'model')
  })

  test('train, export, evaluate and predict from the installed command', async () => {
    const trained = await textgate(
      'train',
      ...['--train', join(corpus, 'train.jsonl'), '--dev', join(corpus, 'dev.jsonl'), '--out', model],
      ...['--preset', 'fast', '--epochs', '2', '--backend', 'wasm', '--seed', '1'],
    )
    expect(trained).toMatchObject({ accuracy: expect.any(Number), macroF1: expect.any(Number) })
    await textgate('export', model)
    expect(readdirSync(model)).toEqual(expect.arrayContaining(['manifest.json', 'model.onnx']))
    const scored = await textgate('evaluate', model, '--data', join(corpus, 'test.jsonl'))
    expect(scored.accuracy).toBeGreaterThan(0)
    const [predicted, served] = [
      await textgate('predict', model, 'where is my parcel'),
      await classify('where is my parcel'),
    ]
    expect(predicted.label).toBe(served.label)
    expect(predicted.probability).toBeCloseTo(served.probability, 6)
  })

  test.each([
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ])('their types resolve for a user with module %s and resolution %s', async (module, moduleResolution) => {
    const consumer = readFileSync(join(import.meta.dirname, 'support/consumer.ts.txt'), 'utf8')
    writeFileSync(join(folder, 'consumer.ts'), consumer)
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2022',
      strict: true,
      noEmit: true,
      types: [],
    }
    const project = join(folder, `tsconfig.${moduleResolution}.json`)
    writeFileSync(
      project,
      JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, files: ['consumer.ts'] }),
    )
    const tsc = join(ROOT, 'node_modules/typescript/lib/tsc.js')
    const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch((error) => error)
    expect(stdout).toBe('')
  })

  async function textgate(
    ...args: string[]
  ): Promise<{ [member: string]: unknown; label?: string; probability: number }> {
    const bin = join(folder, 'node_modules/.bin/textgate')
    const { stdout } = await run(bin, [...args, '--json'], { cwd: folder, maxBuffer: 2 ** 26 })
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
  }

  /** The same answer from the library, in a program of the user's. */
  async function classify(text: string): Promise<{ label: string; probability: number }> {
    const program = `
      import { readServableBundle } from '@textgate/core/node'
      import { loadClassifier } from '@textgate/serve'
      const classifier = await loadClassifier(await readServableBundle(${JSON.stringify(model)}))
      const [prediction] = await classifier.classify([${JSON.stringify(text)}])
      await classifier.close()
      console.log(JSON.stringify(prediction))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
    })
    return JSON.parse(stdout)
  }
})

/** Installs the tarballs of `names` with npm into a new folder; what they depend on here comes from tarballs too. */
async function install(label: string, names: readonly string[]): Promise<string> {
  const folder = join(parent, label)
  await mkdir(folder)
  const file = (name: string): [string, string] => [name, `file:${tarballs.get(name)}`]
  const others = [...tarballs.keys()].filter((name) => !names.includes(name))
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(names.map(file)),
    overrides: Object.fromEntries(others.map(file)),
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // Nothing here needs an install script, and this proves it.
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: folder,
  })
  return folder
}
