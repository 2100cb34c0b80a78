import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The built command of this workspace. */
export const textgateMain = join(import.meta.dirname, '../../packages/cli/dist/main.js')

/** What one run of the command left behind. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The last line of standard output as JSON. */
  json(): Record<string, unknown>
}

/** Runs `textgate` as a user would: another process, its exit code, its two streams. */
export function textgate(
  args: readonly string[],
  options: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [textgateMain, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
    child.stdin.on('error', () => {}) // the command may end before it reads
    child.stdin.end(options.input ?? '')
    child.once('error', reject)
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, json: () => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') }),
    )
  })
}
