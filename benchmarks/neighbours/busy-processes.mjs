import { spawn } from 'node:child_process'

/**
 * Starts processes that each keep one core busy at the usual priority.
 *
 * @returns `end()`, which ends them
 */
export function busyProcesses(count) {
  const processes = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--eval', 'for (;;) {}'], { stdio: 'ignore' }),
  )
  return {
    end() {
      for (const busy of processes) busy.kill('SIGKILL')
    },
  }
}
