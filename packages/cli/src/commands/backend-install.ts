import { installNativeBackend } from '@textgate/tfjs-runtime'
import { abortOnInterrupt } from '../abort-on-interrupt.ts'
import type { Output } from '../output.ts'

export interface BackendInstallOptions {
  readonly from?: string
  readonly python?: string
  readonly force?: boolean
}

/** Installs tfjs-node with libtensorflow into the user's cache and proves it by a training step. */
export async function backendInstallCommand(options: BackendInstallOptions, output: Output): Promise<void> {
  const interruption = abortOnInterrupt(output, 'undoing what was installed so far')
  const installed = await installNativeBackend({
    ...options,
    signal: interruption.signal,
    onStep: ({ step, source, text, progress }) => {
      if (progress === undefined) return output.note(`${step}: ${text} (${source})`)
      const total = progress.total === undefined ? '' : ` of ${megabytes(progress.total)}`
      output.redraw(`${step}: ${text} (${source}), ${megabytes(progress.bytes)}${total}`)
    },
  }).finally(interruption.release)
  for (const { source, step, reason } of installed.failed)
    output.note(`${source} did not do: ${step}: ${reason}`)
  const what = installed.installed ? 'installed' : 'there already'
  output.print(
    `native backend ${what}: TensorFlow ${installed.tensorflow} from ${installed.source} in ${installed.folder}`,
  )
  output.emit({ ...installed })
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
