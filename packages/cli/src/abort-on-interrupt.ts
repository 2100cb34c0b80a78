import type { Output } from './output.ts'

/**
 * Turns the first Ctrl-C or SIGTERM into an abort, so that work can end in order; a second one ends the process as usual.
 *
 * @param doing - what the first one does, said to the user
 */
export function abortOnInterrupt(
  output: Output,
  doing: string,
): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const onSignal = (): void => {
    output.note(`${doing}; press Ctrl-C again to stop at once`)
    controller.abort()
    release()
  }
  const release = (): void => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return { signal: controller.signal, release }
}
