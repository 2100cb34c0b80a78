import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { PACKAGES, ROOT } from './support/workspace.ts'

const pages = [
  'README.md',
  'README.zh-CN.md',
  'docs/errors.md',
  ...PACKAGES.map(({ name }) => `packages/${name}/README.md`),
]
const snippets = pages.flatMap((page) => snippetsOf(join(ROOT, page)))

describe('TypeScript in the documentation', () => {
  test('is there to be checked', () => {
    expect(snippets.length).toBeGreaterThanOrEqual(PACKAGES.length)
  })

  test('compiles against the packages', () => {
    const sources = new Map(snippets.map(({ file, text }) => [file, text]))
    const options = compilerOptions()
    const host = ts.createCompilerHost(options)
    const { getSourceFile, fileExists } = host
    host.fileExists = (file) => sources.has(file) || fileExists(file)
    host.getSourceFile = (file, ...rest) => {
      const text = sources.get(file)
      return text === undefined
        ? getSourceFile(file, ...rest)
        : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022)
    }
    const program = ts.createProgram([...sources.keys()], options, host)
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(
        (one) => `${whereOf(one.file?.fileName)}: ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`,
      )
    expect(problems).toEqual([])
  })
})

interface Snippet {
  readonly file: string
  readonly where: string
  readonly text: string
}

/** The `ts` blocks of a page; a comment `<!-- given: … -->` before a block declares what it takes for granted. */
function snippetsOf(page: string): Snippet[] {
  if (!existsSync(page)) return []
  const blocks = readFileSync(page, 'utf8').matchAll(
    /(?:<!-- given:([\s\S]*?)-->\s*)?^```ts\n([\s\S]*?)^```/gm,
  )
  return [...blocks].map(([, given = '', code = ''], index) => {
    const where = `${relative(ROOT, page)} block ${index + 1}`
    // Beside the tests, because they may import every package.
    const file = join(import.meta.dirname, `${where.replace(/\W+/g, '-')}.ts`)
    return { file, where, text: `${code}\n${given}\nexport {}\n` }
  })
}

function whereOf(file: string | undefined): string {
  return snippets.find((snippet) => snippet.file === file)?.where ?? file ?? ''
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT)
  return {
    ...options,
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    types: ['node'],
  }
}
