import { resolve } from 'node:path'
import { TextgateError } from '@textgate/core'
import { readBundle, writeServableBundle } from '@textgate/core/node'
import { readTexts } from '@textgate/trainer/data'
import { type BackendChoice, openTrainedModel } from '../open-trained-model.ts'
import type { Output } from '../output.ts'
import { segmenterFor } from '../segmenter-for.ts'

/** Real texts that the proof compares at most, taken evenly over the file. */
const TEXTS_COMPARED = 1000

export interface ExportOptions {
  readonly data?: string
  readonly backend: BackendChoice
  readonly textColumn?: string
}

/** Writes model.onnx into a bundle after proving that it answers like the trained model. */
export async function exportCommand(
  options: ExportOptions,
  output: Output,
  positional: readonly string[],
): Promise<void> {
  const [folder = ''] = positional
  const bundle = await readBundle(folder)
  const { config, training } = bundle.manifest
  const { exportOnnx } = await import('@textgate/onnx-export')
  const { loadTokenizer } = await import('@textgate/tokenizer')
  const tokenizer = loadTokenizer(bundle.tokenizerJson, await segmenterFor(config.tokenizer))

  const recorded = ['dev', 'test', 'train'].flatMap((part) => {
    const file = training.data[part]?.file
    return file === undefined ? [] : [resolve(folder, file)]
  })
  const { file, texts } = await realTexts(
    options.data === undefined ? recorded : [options.data],
    options.textColumn ?? config.data.textColumn,
    options.data !== undefined,
  )
  output.note(`comparing the answers on ${texts.length} texts of ${file}`)
  const model = await openTrainedModel(bundle, options.backend, output)
  try {
    const servable = await exportOnnx(bundle, {
      reference: model,
      texts: texts.map((text) => tokenizer.encodeIds(text)),
    })
    await writeServableBundle(folder, servable)
    const { certificate } = servable
    const compared = Object.values(certificate.texts).reduce((sum, count) => sum + count, 0)
    output.print(
      `wrote model.onnx into ${folder}; proved on ${compared} inputs: largest difference ${certificate.largestDifference.toExponential(1)} (limit ${certificate.tolerance.toExponential(0)}), ${certificate.labelChanges} labels changed`,
    )
    output.print(`next: textgate serve ${folder}`)
    output.emit({ bundle: folder, bytes: servable.onnx.length, certificate })
  } finally {
    model.dispose()
  }
}

/** Texts of the first file that can be read, evenly over the file. */
async function realTexts(
  files: readonly string[],
  textColumn: string,
  named: boolean,
): Promise<{ file: string; texts: string[] }> {
  for (const file of files) {
    try {
      const all: string[] = []
      for await (const text of readTexts(file, { textColumn, onBadRow: 'skip' })) all.push(text)
      const stride = Math.max(1, all.length / TEXTS_COMPARED)
      const texts = Array.from(
        { length: Math.min(all.length, TEXTS_COMPARED) },
        (_, i) => all[Math.floor(i * stride)] ?? '',
      )
      if (texts.length > 0) return { file, texts }
    } catch (error) {
      // Recorded files may have moved since the training; a file that the user named must be readable.
      if (named) throw error
    }
  }
  throw new TextgateError(
    'PARITY_NEEDS_TEXTS',
    'the files of the training are not there any more; pass --data FILE with texts like those that the model will see',
    { details: { files } },
  )
}
