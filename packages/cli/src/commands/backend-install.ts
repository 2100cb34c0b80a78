import { installNativeBackend } from '@textgate/tfjs-runtime'
import type { Output } from '../output.ts'

export interface BackendInstallOptions {
  readonly from?: string
}

/** Installs tfjs-node with libtensorflow into the user's cache and proves it by a training step. */
export async function backendInstallCommand(options: BackendInstallOptions, output: Output): Promise<void> {
  const installed = await installNativeBackend({ ...options, onStep: (step) => output.note(step) })
  output.print(`native backend ready: ${installed.folder}`)
  output.emit({ ...installed })
}
