/** The steps of an installation, in order. */
export type InstallStep = 'machine' | 'fetch' | 'check' | 'unpack' | 'link' | 'build' | 'prove' | 'place'

/** What goes on during an installation; for progress on a terminal. */
export interface InstallEvent {
  readonly step: InstallStep
  /** What is being worked on: `npm`, `official archive`, `pip wheel`, or what `from` named. */
  readonly source: string
  /** One line for people. */
  readonly text: string
  /** Bytes so far and, where known, in all; while downloading only, a few times a second. */
  readonly progress?: { readonly bytes: number; readonly total?: number }
}

/** A source that was tried in vain. */
export interface FailedSource {
  readonly source: string
  readonly step: InstallStep
  readonly reason: string
}

/** A step that failed; `step` is kept when an outer step catches it. */
export class StepFailure extends Error {
  readonly step: InstallStep

  constructor(step: InstallStep, reason: string, cause?: unknown) {
    super(reason, { cause })
    this.step = step
  }
}

/** Runs an action as a step: whatever it throws becomes that step's failure. */
export async function atStep<T>(step: InstallStep, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof StepFailure) throw error
    throw new StepFailure(step, error instanceof Error ? error.message : String(error), error)
  }
}
