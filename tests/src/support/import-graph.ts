import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { entrySources, packageNamed } from './workspace.ts'

/** A module that other modules import, and how an entry point reaches it. */
export interface Reached {
  /** `node:fs`, `zod`, `@tensorflow/tfjs`, … */
  readonly specifier: string
  /** Source files from the entry point to the import. */
  readonly path: readonly string[]
}

/** Specifiers of the imports of one file that are there when it runs; imports of types alone are erased. */
export function runtimeImports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && !erased(node.importClause)) found.push(textOf(node.moduleSpecifier))
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && !erasedExport(node)) {
      found.push(textOf(node.moduleSpecifier))
    }
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0]
    ) {
      found.push(textOf(node.arguments[0]))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Every module from outside @textgate that importing `entry` loads or may load, across the packages. */
export function reachedFrom(entry: string): Reached[] {
  const seen = new Set<string>()
  const reached: Reached[] = []
  const walk = (file: string, path: readonly string[]): void => {
    if (seen.has(file)) return
    seen.add(file)
    const here = [...path, file]
    for (const specifier of runtimeImports(file)) {
      if (specifier.startsWith('.')) walk(join(dirname(file), specifier), here)
      else if (specifier.startsWith('@textgate/')) walk(sourceOf(specifier), here)
      else reached.push({ specifier: isBuiltin(specifier) ? nodeName(specifier) : specifier, path: here })
    }
  }
  walk(entry, [])
  return reached
}

/** Source file of `@textgate/trainer/data` and the like. */
function sourceOf(specifier: string): string {
  const [, name = '', ...rest] = specifier.split('/')
  const subpath = rest.length === 0 ? '.' : `./${rest.join('/')}`
  const file = entrySources(packageNamed(name)).get(subpath)
  if (file === undefined) throw new Error(`${specifier} is no entry point`)
  return file
}

function erased(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword
}

function erasedExport(node: ts.ExportDeclaration): boolean {
  if (node.isTypeOnly) return true
  const clause = node.exportClause
  return (
    clause !== undefined &&
    ts.isNamedExports(clause) &&
    clause.elements.every((element) => element.isTypeOnly)
  )
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : '(computed)'
}

function nodeName(specifier: string): string {
  return specifier.startsWith('node:') ? specifier : `node:${specifier}`
}
