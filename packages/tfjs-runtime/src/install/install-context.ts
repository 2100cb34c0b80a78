import type { InstallEvent } from './install-step.ts'

/** What the steps of one installation share. */
export interface InstallContext {
  /** The folder that becomes the native backend when all went well; deleted when not. */
  readonly staging: string
  readonly python: readonly string[]
  readonly onStep: (event: InstallEvent) => void
  readonly signal: AbortSignal | undefined
}
