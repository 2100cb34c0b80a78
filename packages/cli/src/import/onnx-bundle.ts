import type { Bundle } from '@textgate/core'
import { importOnnx } from '@textgate/onnx-export'
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
  const imported = importOnnx(onnx)
  const tokenizerJson = await readTokenizer(file, imported.manifest.tokenizerFingerprint, tokenizer)
  const bundle = { ...imported, tokenizerJson }
  const compared = await compareWithFile(bundle, onnx, backend, output)
  output.note(`compared with ${file} on ${comparedInputs(compared)} inputs: ${closeness(compared)}`)
  return bundle
}
