import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Bundle, type ExternalData, TextgateError } from '@textgate/core'
import { importOnnx, inspectModel } from '@textgate/onnx-export'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { closeness, comparedInputs } from '../with-evidence.ts'
import { compareWithFile } from './compare-with-file.ts'
import { readTokenizer } from './read-tokenizer.ts'

/** The bundle that an .onnx file was exported from, proved to answer like the file; errors as of `importOnnx`. */
export async function onnxBundle(
  file: string,
  onnx: Uint8Array,
  { tokenizer, backend }: { readonly tokenizer?: string; readonly backend: BackendChoice },
  output: Output,
): Promise<Bundle> {
  const externalData = await dataBeside(file, onnx)
  const imported = importOnnx(onnx, externalData)
  const tokenizerJson = await readTokenizer(file, imported.manifest.tokenizerFingerprint, tokenizer)
  const bundle = { ...imported, tokenizerJson }
  const compared = await compareWithFile(bundle, { onnx, externalData }, backend, output)
  output.note(`compared with ${file} on ${comparedInputs(compared)} inputs: ${closeness(compared)}`)
  return bundle
}

/** The weights in a file beside the model's, where it has some. */
async function dataBeside(file: string, onnx: Uint8Array): Promise<ExternalData | undefined> {
  const name = inspectModel(onnx).tensors.find(({ externalFile }) => externalFile !== undefined)?.externalFile
  // A model from elsewhere must not lead out of its folder.
  if (name === undefined || /[/\\]/.test(name)) return undefined
  const path = join(dirname(file), name)
  const data = await readFile(path).catch((cause: unknown) => {
    throw new TextgateError(
      'IMPORT_UNSUPPORTED',
      `the weights of ${file} are in ${path}, which cannot be read; copy it beside the model`,
      { details: { file: path }, cause },
    )
  })
  return { file: name, data }
}
