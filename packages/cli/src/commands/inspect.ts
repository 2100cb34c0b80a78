import { readFile, stat } from 'node:fs/promises'
import { isTextgateError, ONNX_METADATA, parseCertificate, TextgateError, withVariant } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import type { ModelDescription } from '@textgate/onnx-export'
import { layersOf } from '../inspect/layers.ts'
import { modelLines } from '../inspect/model-lines.ts'
import type { Output } from '../output.ts'

export interface InspectOptions {
  /** Of a bundle: which form of the exported model; model.onnx unless given. */
  readonly variant?: string
}

/** Tells what an ONNX file is: a model.onnx by itself, of any program, or that of a bundle, whose hash is checked. */
export async function inspectCommand(
  { variant }: InspectOptions,
  output: Output,
  [path = '']: readonly string[],
): Promise<void> {
  const { inspectModel } = await import('@textgate/onnx-export')
  const onnx = await modelAt(path, variant)
  const description = describe(path, () => inspectModel(onnx))
  const layers = layersOf(description.tensors)
  const recorded = description.metadata[ONNX_METADATA.certificate]
  const certificate = recorded === undefined ? undefined : parseCertificate(recorded)
  const model = { description, layers, bytes: onnx.length, ...(certificate ? { certificate } : {}) }
  for (const line of modelLines(model)) output.print(line)
  output.emit({ bytes: onnx.length, ...description, layers, ...(certificate ? { certificate } : {}) })
}

/** The error of a file names it. */
function describe(path: string, inspect: () => ModelDescription): ModelDescription {
  try {
    return inspect()
  } catch (cause) {
    if (!isTextgateError(cause)) throw cause
    throw new TextgateError(cause.code, `${path}: ${cause.message}`, { details: { path }, cause })
  }
}

async function modelAt(path: string, variant: string | undefined): Promise<Uint8Array> {
  const found = await stat(path).catch((cause) => {
    throw new TextgateError(
      'ONNX_INVALID',
      `${path} cannot be read (${(cause as Error).message}); name an .onnx file or the folder of a bundle`,
      { details: { path }, cause },
    )
  })
  if (found.isDirectory()) return withVariant(await readServableBundle(path), variant).onnx
  if (variant === undefined) return readFile(path)
  throw new TextgateError(
    'USAGE',
    `--variant needs the folder of a bundle, and ${path} is a file; leave it out`,
  )
}
