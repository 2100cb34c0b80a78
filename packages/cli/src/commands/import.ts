import { readFile } from 'node:fs/promises'
import { type Bundle, isTextgateError, TextgateError } from '@textgate/core'
import { checkBundleTarget, writeBundle } from '@textgate/core/node'
import type { ForeignOptions } from '../import/foreign-bundle.ts'
import { type ImportSource, importSource } from '../import/import-source.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'

export interface ImportOptions extends ForeignOptions {
  readonly out: string
  /** What wrote the file; by its ending unless given. */
  readonly from?: ImportSource
  readonly backend: BackendChoice
}

/** Makes a bundle of a model file, which can then be trained on, evaluated and exported. */
export async function importCommand(
  options: ImportOptions,
  output: Output,
  [file = '']: readonly string[],
): Promise<void> {
  const source = options.from ?? importSource(file)
  if (source === 'onnx') refuseForeign(options)
  await checkBundleTarget(options.out)
  const bytes = await readFile(file).catch((cause) => {
    throw new TextgateError('USAGE', `${file} cannot be read (${(cause as Error).message})`, {
      details: { file },
      cause,
    })
  })
  const bundle = await naming(file, () => bundleOf(source, file, bytes, options, output))
  await writeBundle(options.out, bundle)
  const { labels, config, vocabularySize } = bundle.manifest
  const { encoder, layers, bidirectional, hiddenSize, pooling } = config.model
  output.print(
    `${encoder} of ${layers} × ${hiddenSize} in ${bidirectional ? 'both directions' : 'one direction'}, pooling ${pooling}, ${vocabularySize} tokens, ${labels.length} labels`,
  )
  output.print(
    `wrote ${options.out}; next: textgate evaluate ${options.out} --data FILE, or textgate train --from ${options.out}`,
  )
  output.emit({ bundle: options.out, source, labels, model: config.model, vocabularySize })
}

async function bundleOf(
  source: ImportSource,
  file: string,
  bytes: Uint8Array,
  options: ImportOptions,
  output: Output,
): Promise<Bundle> {
  if (source === 'onnx') {
    return (await import('../import/onnx-bundle.ts')).onnxBundle(file, bytes, options, output)
  }
  return (await import('../import/foreign-bundle.ts')).foreignBundle(source, bytes, options, output)
}

/** What an .onnx file says itself. */
function refuseForeign({ vocabulary, labels, pooling, head, names, config }: ForeignOptions): void {
  const given = Object.entries({ vocabulary, labels, pooling, head, names, config })
  const [name] = given.find(([, value]) => value !== undefined) ?? []
  if (name === undefined) return
  throw new TextgateError(
    'USAGE',
    `--${name} is for files of torch and Keras; leave it out, the .onnx file says it`,
  )
}

/** The error of a file names it. */
async function naming<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (!isTextgateError(cause) || cause.message.includes(file)) throw cause
    throw new TextgateError(cause.code, `${file}: ${cause.message.slice(cause.code.length + 2)}`, {
      details: { ...cause.details, file },
      cause,
    })
  }
}
