import { readFile } from 'node:fs/promises'
import { isTextgateError, TextgateError } from '@textgate/core'
import { checkBundleTarget, writeBundle } from '@textgate/core/node'
import { compareWithFile } from '../import/compare-with-file.ts'
import { readTokenizer } from '../import/read-tokenizer.ts'
import type { BackendChoice } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { closeness, comparedInputs } from '../with-evidence.ts'

export interface ImportOptions {
  readonly out: string
  readonly tokenizer?: string
  readonly backend: BackendChoice
}

/** Makes a bundle of a model file, which can then be trained on and exported again. */
export async function importCommand(
  options: ImportOptions,
  output: Output,
  [file = '']: readonly string[],
): Promise<void> {
  await checkBundleTarget(options.out)
  const { importOnnx } = await import('@textgate/onnx-export')
  const onnx = await readFile(file).catch((cause) => {
    throw new TextgateError(
      'ONNX_INVALID',
      `${file} cannot be read (${(cause as Error).message}); name an .onnx file that textgate export wrote`,
      { details: { file }, cause },
    )
  })
  const { manifest, weights } = naming(file, () => importOnnx(onnx))
  const tokenizerJson = await readTokenizer(file, manifest.tokenizerFingerprint, options.tokenizer)
  const bundle = { manifest, weights, tokenizerJson }
  const compared = await compareWithFile(bundle, onnx, options.backend, output)
  await writeBundle(options.out, bundle)
  output.print(
    `wrote ${options.out}; compared with ${file} on ${comparedInputs(compared)} inputs: ${closeness(compared)}`,
  )
  output.print(`next: textgate train --from ${options.out} --train FILE --out BUNDLE`)
  output.emit({
    bundle: options.out,
    labels: manifest.labels,
    encoder: manifest.config.model.encoder,
    largestDifference: compared.largestDifference,
  })
}

/** The error of a file names it. */
function naming<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!isTextgateError(cause)) throw cause
    throw new TextgateError(cause.code, `${file}: ${cause.message.slice(cause.code.length + 2)}`, {
      details: { ...cause.details, file },
      cause,
    })
  }
}
