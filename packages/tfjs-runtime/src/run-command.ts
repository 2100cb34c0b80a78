import { spawn } from 'node:child_process'

/** Options of `runCommand`. */
export interface CommandOptions {
  readonly timeoutMs: number
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
  readonly signal?: AbortSignal | undefined
}

/** Lines of output shown in an error. */
const SHOWN_LINES = 4

/**
 * Runs a program to its end, without a shell.
 *
 * @returns its standard output
 * @throws Error whose message gives the program, how it ended and the last lines that it wrote to standard error
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const { timeoutMs, environment, folder, signal } = options
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      ...(folder === undefined ? {} : { cwd: folder }),
      ...(signal === undefined ? {} : { signal }),
    })
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, timeoutMs)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(error.code === 'ENOENT' ? new Error(`${program} is not installed or not on the PATH`) : error)
    })
    child.on('close', (code, endedBy) => {
      clearTimeout(timer)
      if (code === 0) return resolve(stdout)
      const how = timedOut
        ? `took longer than ${Math.round(timeoutMs / 1000)} s`
        : endedBy === null
          ? `ended with code ${code}`
          : `was ended by ${endedBy}`
      const words = telling(stderr || stdout)
      reject(new Error(`${program} ${how}${words === '' ? '' : `: ${words}`}`))
    })
  })
}

/** The lines that say most: those that name an error, else the last ones. */
function telling(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at ') && !/^(npm )?warn/i.test(line))
  const errors = lines.filter((line) => /error/i.test(line))
  return (errors.length > 0 ? errors.slice(0, SHOWN_LINES) : lines.slice(-SHOWN_LINES)).join(' | ')
}
