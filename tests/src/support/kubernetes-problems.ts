import { createRequire } from 'node:module'
import ts from 'typescript'

const require = createRequire(import.meta.url)

/** What every object of Kubernetes has. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
}

interface Model {
  validate(): void
}
type ModelClass = new (object: KubernetesObject) => Model

/**
 * What an API server that refuses unknown fields would have against an object. The fields are those of the object's type in
 * kubernetes-models, of which TypeScript knows more than it needs: a literal with a field too many is an error. The
 * validators of the same package check formats and what must be there.
 */
export function kubernetesProblems(object: KubernetesObject): string[] {
  const { apiVersion, kind } = object
  const models: Readonly<Record<string, ModelClass>> = require(`kubernetes-models/${apiVersion}`)
  const Kind = models[kind]
  if (Kind === undefined) return [`${apiVersion} has no ${kind}`]
  return [...typeProblems(object), ...valueProblems(Kind, object)]
}

function typeProblems(object: KubernetesObject): string[] {
  const { apiVersion, kind } = object
  const file = `${import.meta.dirname}/object.ts`
  const text = `import type { I${kind} } from 'kubernetes-models/${apiVersion}'\nexport const object: I${kind} = ${JSON.stringify(object)}`
  const options: ts.CompilerOptions = {
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, strict: true },
    ...{ noEmit: true, skipLibCheck: true, types: [] },
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, language, ...others) =>
    name === file ? ts.createSourceFile(name, text, language) : getSourceFile(name, language, ...others)
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

function valueProblems(Kind: ModelClass, object: KubernetesObject): string[] {
  try {
    new Kind(object).validate()
    return []
  } catch (error) {
    return [String(error)]
  }
}
