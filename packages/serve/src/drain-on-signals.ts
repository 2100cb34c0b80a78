import type { TextgateServer } from './server.ts'

/** Signals by which terminals and container platforms ask a process to end. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * Closes the server on the first SIGTERM or SIGINT; resolves when it is closed. Nothing then keeps the process alive, so
 * one that has nothing else to do exits 0. A second signal ends the process at once, as if it were not caught.
 *
 * @returns rejects when closing fails
 */
export function drainOnSignals(server: Pick<TextgateServer, 'close'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let isClosing = false
    const stopListening = () => {
      for (const signal of SIGNALS) process.off(signal, onSignal)
    }
    const onSignal = (signal: NodeJS.Signals) => {
      if (isClosing) {
        stopListening()
        // By the signal's own default: process.exit would abort with a core dump while a worker runs its model.
        process.kill(process.pid, signal)
        return
      }
      isClosing = true
      server.close().then(resolve, reject).finally(stopListening)
    }
    for (const signal of SIGNALS) process.on(signal, onSignal)
  })
}
