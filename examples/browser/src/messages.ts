import type { BundleManifest, Prediction } from '@textgate/core'
import type { Explanation } from '../../../packages/serve/page/client/model-client.ts'

/** What a worker can be asked, by name: what it takes, and what it gives. */
export interface WorkerCalls {
  /** What a bundle's folder says of it. */
  readonly manifest: { readonly takes: string; readonly gives: BundleManifest }
  readonly load: {
    /** Address of the bundle's folder, and the form of its model. */
    readonly takes: { readonly folder: string; readonly variant: string | undefined }
    readonly gives: undefined
  }
  readonly classify: { readonly takes: readonly string[]; readonly gives: readonly Prediction[] }
  readonly explain: {
    readonly takes: { readonly text: string; readonly label: string | undefined }
    readonly gives: Explanation
  }
}

/** One call. */
export interface WorkerRequest<Name extends keyof WorkerCalls = keyof WorkerCalls> {
  readonly id: number
  readonly name: Name
  readonly takes: WorkerCalls[Name]['takes']
}

/** What came of it. */
export type WorkerAnswer =
  | { readonly id: number; readonly gives: WorkerCalls[keyof WorkerCalls]['gives'] }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } }
