import { fileURLToPath } from 'node:url'
import { runCommand } from '../run-command.ts'
import { PROBE_PREFIX, type ProbeRequest, type ProbeResult } from './probe.ts'

/** Longest time that a probe may take, in milliseconds; a cold 800 MB library on a slow disk takes a while. */
const PROBE_TIMEOUT_MS = 180_000

/**
 * Tries a backend in a process of its own, so that a crash there is an answer and not the end.
 *
 * @throws Error whose message says why the backend cannot be used
 */
export async function runProbe(request: ProbeRequest): Promise<ProbeResult> {
  const output = await runCommand(process.execPath, ['--no-warnings', probeFile(), JSON.stringify(request)], {
    timeoutMs: PROBE_TIMEOUT_MS,
  })
  const line = output.split('\n').find((candidate) => candidate.startsWith(PROBE_PREFIX))
  if (line === undefined) throw new Error('the process that tried it ended without an answer')
  const result = JSON.parse(line.slice(PROBE_PREFIX.length)) as ProbeResult
  if (!result.trains) throw new Error('one training step gave other losses than the reference')
  return result
}

/** The built file: Node 20 runs no TypeScript, so tests, which run on the sources, take it from dist. */
function probeFile(): string {
  const inSources = import.meta.url.endsWith('.ts')
  return fileURLToPath(
    new URL(inSources ? '../../dist/probe/probe-main.js' : './probe-main.js', import.meta.url),
  )
}
