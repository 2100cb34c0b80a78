import { readFile } from 'node:fs/promises'
import { ERRORS, type ErrorCode, TextgateError } from '@textgate/core'

/** Milliseconds that a server may take to answer: it loads and checks models meanwhile. */
const TIMEOUT_MS = 600_000

/** Where a server is, and the file of a key for it. */
export interface ServerOptions {
  readonly server: string
  readonly keyFile?: string
}

/** A version of a model as a server's repository tells it. */
export interface ModelVersion {
  readonly name: string
  readonly version: string
  readonly state: string
  readonly reason: string
}

/** The model repository of a running server. */
export interface ModelServer {
  /** Every version that it has, by name and then by version. */
  index(): Promise<ModelVersion[]>
  /** @param version - at which the model stays; what its folder has, by the server's rules, unless given */
  load(name: string, version?: string): Promise<void>
  unload(name: string): Promise<void>
}

/**
 * The repository of a server, over the Open Inference Protocol; every function throws the server's own error, or
 * SERVER_UNREACHABLE when there is no answer of a textgate server.
 *
 * @throws USAGE for an address that is none, or a file of a key that cannot be read
 */
export async function modelServer({ server, keyFile }: ServerOptions): Promise<ModelServer> {
  const root = addressOf(server)
  const key = keyFile === undefined ? undefined : await readKey(keyFile)
  const headers = {
    'content-type': 'application/json',
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  }

  async function post(path: string, body: object): Promise<unknown> {
    const url = new URL(`v2/repository/${path}`, root)
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal }
    const response = await fetch(url, request).catch((cause: Error) => {
      const reason = (cause.cause as Error | undefined)?.message ?? cause.message
      throw unreachable(`${server} does not answer (${reason})`)
    })
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok && answer !== undefined) return answer
    throw (
      errorOf(answer) ?? unreachable(`${url} answers ${response.status}, and not as a textgate server does`)
    )
  }

  const modelPath = (name: string, action: string) => `models/${encodeURIComponent(name)}/${action}`
  return {
    index: async () => {
      const versions = (await post('index', {})) as ModelVersion[]
      return versions.sort((a, b) => a.name.localeCompare(b.name) || Number(a.version) - Number(b.version))
    },
    load: async (name, version) => {
      await post(modelPath(name, 'load'), version === undefined ? {} : { parameters: { version } })
    },
    unload: async (name) => {
      await post(modelPath(name, 'unload'), {})
    },
  }
}

/** With a slash at the end: a server may stand under a path. */
function addressOf(server: string): URL {
  const address = server.endsWith('/') ? server : `${server}/`
  if (/^https?:\/\//.test(address) && URL.canParse(address)) return new URL(address)
  throw new TextgateError('USAGE', `--server ${server} is no address; give one such as http://localhost:8000`)
}

async function readKey(file: string): Promise<string> {
  const content = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new TextgateError(
      'USAGE',
      `--key-file ${file} cannot be read (${cause.message}); name a file that holds a key`,
    )
  })
  return content.trim()
}

/** The error of an answer `{ error: "CODE: message" }`. */
function errorOf(answer: unknown): TextgateError | undefined {
  const { error } = (answer ?? {}) as { error?: unknown }
  const [, code = '', message = ''] = /^([A-Z_]+): (.*)$/s.exec(String(error)) ?? []
  return Object.hasOwn(ERRORS, code) ? new TextgateError(code as ErrorCode, message) : undefined
}

function unreachable(what: string): TextgateError {
  return new TextgateError('SERVER_UNREACHABLE', `${what}; check --server and whether the server runs`)
}
