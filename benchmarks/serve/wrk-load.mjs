import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SCRIPT = join(import.meta.dirname, 'texts.lua')

/** Version of wrk, a load generator in C, where it is installed. */
export function wrkVersion() {
  const { stdout } = spawnSync('wrk', ['-v'], { encoding: 'utf8' })
  return stdout?.match(/^wrk \D*(\S+)/)?.[1]
}

/**
 * A closed loop by wrk, which leaves the processor to the servers: a generator in JavaScript costs as much as they do. It counts
 * whole seconds.
 *
 * @param options.bodiesFile - bodies to send, one a line
 * @returns as `run` of load-process.mjs
 */
export async function runWrk({ url, connections, seconds, uncounted, bodiesFile }) {
  if (uncounted > 0) await wrk({ url, connections, seconds: Math.ceil(uncounted), bodiesFile })
  const { answers, seconds: took, ...seen } = await wrk({ url, connections, seconds, bodiesFile })
  return { rate: (answers - seen.errors) / took, ...seen }
}

async function wrk({ url, connections, seconds, bodiesFile }) {
  const { stdout } = await promisify(execFile)('wrk', [
    ...[
      '--threads',
      '1',
      '--connections',
      String(connections),
      '--duration',
      `${seconds}s`,
      '--timeout',
      '30s',
    ],
    ...['--script', SCRIPT, url, '--', bodiesFile],
  ])
  return JSON.parse(stdout.trim().split('\n').at(-1))
}
