import { writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { TextgateError, withVariant } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import type { Output } from '../output.ts'
import { replaceFolder } from './replace-folder.ts'

/** Which server an exported bundle is laid out for. */
export interface LayoutOptions {
  readonly layout: 'triton' | 'kserve'
  readonly out?: string
  readonly name?: string
  readonly storageUri?: string
  readonly maxBatchSize?: number
  /** The file that reads texts instead of ids. */
  readonly text?: boolean
  /** Any variant of the exported model. */
  readonly variant?: string
}

/** Of the layout for KServe, below `--out`. */
const REPOSITORY = 'models'
const MANIFEST = 'inference-service.yaml'

/**
 * Lays out the exported model of a bundle for another server: a model repository of Triton, and for KServe its manifest beside it.
 *
 * @throws USAGE where an option is missing, BUNDLE_NOT_EXPORTED, VARIANT_NOT_FOUND, LAYOUT_WRITE_FAILED, and as `tritonRepository`, `kserveManifest`
 */
export async function writeLayout(folder: string, options: LayoutOptions, output: Output): Promise<void> {
  const { layout, out, storageUri, maxBatchSize } = options
  if (out === undefined) throw usage(`--layout ${layout} needs --out FOLDER`)
  const { kserveManifest, TEXT_VARIANT, tritonRepository } = await import('@textgate/onnx-export')
  const name = options.name ?? basename(resolve(folder))
  const manifest =
    layout === 'kserve' ? kserveManifest({ name, storageUri: requiredUri(storageUri) }) : undefined
  const bundle = await readServableBundle(folder)
  const { labels } = bundle.manifest
  const { onnx, externalData } = withVariant(
    bundle,
    options.variant ?? (options.text ? TEXT_VARIANT : undefined),
  )
  const files = tritonRepository({
    ...{ name, onnx, externalData, labels },
    ...(maxBatchSize === undefined ? {} : { maxBatchSize }),
  })
  const repository = manifest === undefined ? out : join(out, REPOSITORY)
  const inside = [...files].map(([path, content]) => [path.slice(name.length + 1), content] as const)
  await replaceFolder(join(repository, name), new Map(inside))
  output.print(
    `wrote ${join(repository, name)}; serve it with: tritonserver --model-repository ${repository}`,
  )
  if (manifest !== undefined) {
    const file = join(out, MANIFEST)
    await writeFile(file, manifest)
    output.print(
      `wrote ${file}; put what is in ${repository} at ${storageUri}, then: kubectl apply -f ${file}`,
    )
  }
  output.emit({ bundle: folder, layout, name, repository, files: [...files.keys()] })
}

function requiredUri(storageUri: string | undefined): string {
  if (storageUri !== undefined) return storageUri
  throw usage('--layout kserve needs --storage-uri, the address at which the model repository will lie')
}

function usage(reason: string): TextgateError {
  return new TextgateError('USAGE', `${reason}; see \`textgate help export\``)
}
