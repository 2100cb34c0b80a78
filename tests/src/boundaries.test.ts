import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { type Reached, reachedFrom, runtimeImports } from './support/import-graph.ts'
import { entrySources, PACKAGES, packageNamed, ROOT, sourcesOf } from './support/workspace.ts'

/** The packages of this project that each package may depend on: a star around core, and short lines through it. */
const MAY_DEPEND_ON: Readonly<Record<string, readonly string[]>> = {
  core: [],
  tokenizer: ['core'],
  kernels: ['core'],
  'tfjs-runtime': ['core'],
  'gru-model': ['core', 'kernels'],
  trainer: ['core', 'kernels'],
  'onnx-export': ['core'],
  'model-import': ['core'],
  serve: ['core', 'tokenizer'],
  cli: PACKAGES.map((one) => one.name).filter((name) => name !== 'cli'),
}

/** The only packages that may load a library; the others never see it. */
const MAY_LOAD: readonly (readonly [library: string, packages: readonly string[]])[] = [
  ['@tensorflow/', ['tfjs-runtime', 'gru-model', 'trainer']],
  ['onnxruntime', ['onnx-export', 'serve']],
  ['protobufjs', ['onnx-export', 'serve']],
  ['@grpc/', ['serve']],
  ['h5wasm', ['model-import']],
  ['fastify', ['serve']],
  ['@opentelemetry/', ['serve']],
  ['zod', ['core']],
]

const BROWSER_ENTRIES = ['core', 'tokenizer'].map((name) => ({ name, entry: entryOf(name, '.') }))

describe('dependencies between packages', () => {
  test('the table names every package', () => {
    expect(Object.keys(MAY_DEPEND_ON).sort()).toEqual(PACKAGES.map((one) => one.name))
  })

  test.each(PACKAGES)('$name declares and imports only what the star allows', (one) => {
    const declared = Object.keys(one.manifest.dependencies ?? {})
    const imported = sourcesOf(one).flatMap(runtimeImports)
    const internal = [...declared, ...imported].flatMap((name) => /^@textgate\/([^/]+)/.exec(name)?.[1] ?? [])
    const beyond = new Set(internal.filter((name) => !MAY_DEPEND_ON[one.name]?.includes(name)))
    expect([...beyond]).toEqual([])
  })

  test.each(PACKAGES)('$name loads no library that belongs to another package', (one) => {
    const loaded = sourcesOf(one).flatMap((file) =>
      runtimeImports(file).map((specifier) => ({ file, specifier })),
    )
    const foreign = loaded.filter(({ specifier }) =>
      MAY_LOAD.some(([library, packages]) => specifier.startsWith(library) && !packages.includes(one.name)),
    )
    expect(foreign.map(({ file, specifier }) => `${relative(ROOT, file)}: ${specifier}`)).toEqual([])
  })

  test('tfjs is loaded as one package, never as its parts', () => {
    const parts = PACKAGES.flatMap((one) => sourcesOf(one).flatMap(runtimeImports)).filter((specifier) =>
      /^@tensorflow\/tfjs-(core|layers|converter|data)/.test(specifier),
    )
    expect(parts).toEqual([])
  })
})

describe('what an entry point loads', () => {
  test.each(BROWSER_ENTRIES)('@textgate/$name reaches no Node module', ({ entry }) => {
    expect(reachedFrom(entry).filter(isNodeModule).map(described)).toEqual([])
  })

  test('@textgate/core and @textgate/tokenizer compile where Node has no globals', () => {
    const options: ts.CompilerOptions = {
      ...baseOptions(),
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.webworker.d.ts'],
      types: [],
    }
    const roots = BROWSER_ENTRIES.map(({ entry }) => entry)
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(roots, options))
    const messages = diagnostics.map((one) => {
      const file = one.file ? relative(ROOT, one.file.fileName) : ''
      return `${file}: ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`
    })
    expect(messages).toEqual([])
  })

  test.each([
    ['trainer', './data'],
    ['trainer', './data-check'],
    ['trainer', './metrics'],
    ['tokenizer', '.'],
    ['tokenizer', './jieba'],
    ['onnx-export', '.'],
    ['model-import', '.'],
    ['serve', '.'],
    ['core', './node'],
    ['core', './testing'],
  ])('@textgate/%s %s reaches no TensorFlow', (name, subpath) => {
    const tensorflow = reachedFrom(entryOf(name, subpath)).filter((one) =>
      one.specifier.startsWith('@tensorflow/'),
    )
    expect(tensorflow.map(described)).toEqual([])
  })

  test('@textgate/tokenizer reaches no third-party code but what core brings', () => {
    const third = reachedFrom(entryOf('tokenizer', '.')).filter(
      (one) => !/^(zod|@noble\/hashes)(\/|$)/.test(one.specifier),
    )
    expect(third.map(described)).toEqual([])
  })
})

describe('sources', () => {
  const entries = PACKAGES.flatMap((one) =>
    [...entrySources(one)].map(([subpath, file]) => ({ entry: join(one.manifest.name, subpath), file })),
  ).filter(({ file }) => file.endsWith('index.ts'))

  test.each(entries)('$entry lists named exports and has no logic', ({ file }) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
    const other = source.statements.filter(
      (statement) =>
        !ts.isExportDeclaration(statement) ||
        statement.exportClause === undefined ||
        !ts.isNamedExports(statement.exportClause) ||
        statement.moduleSpecifier === undefined,
    )
    expect(other.map((statement) => statement.getText())).toEqual([])
    expect(source.statements.length).toBeGreaterThan(0)
  })

  test.each(PACKAGES)('$name takes its randomness as an argument', (one) => {
    const users = sourcesOf(one).filter((file) => hasCall(file, 'Math', 'random'))
    expect(users.map((file) => relative(ROOT, file))).toEqual([])
  })

  test('no package depends on a test or on a tool at run time', () => {
    const tools = PACKAGES.flatMap((one) => sourcesOf(one).flatMap(runtimeImports)).filter((specifier) =>
      /^(vitest|fast-check|typescript)(\/|$)/.test(specifier),
    )
    expect(tools).toEqual([])
  })
})

function entryOf(name: string, subpath: string): string {
  const file = entrySources(packageNamed(name)).get(subpath)
  if (file === undefined) throw new Error(`@textgate/${name} has no entry ${subpath}`)
  return file
}

function isNodeModule(one: Reached): boolean {
  return one.specifier.startsWith('node:')
}

function described({ specifier, path }: Reached): string {
  return `${path.map((file) => relative(ROOT, file)).join(' → ')} → ${specifier}`
}

function baseOptions(): ts.CompilerOptions {
  const file = join(ROOT, 'tsconfig.base.json')
  const { config } = ts.readConfigFile(file, ts.sys.readFile)
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT).options
}

function hasCall(file: string, object: string, method: string): boolean {
  let found = false
  const visit = (node: ts.Node): void => {
    found ||=
      ts.isPropertyAccessExpression(node) && node.expression.getText() === object && node.name.text === method
    if (!found) ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true))
  return found
}
