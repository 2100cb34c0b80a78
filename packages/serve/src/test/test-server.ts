import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServableBundle } from '@textgate/core'
import { writeServableBundle } from '@textgate/core/node'
import { startServer, type TextgateServer } from '../server.ts'
import type { ServerSettings } from '../server-settings.ts'

/** A server over bundles in a folder of its own, on any free port. */
export interface TestServer extends TextgateServer {
  readonly folder: string
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<HttpAnswer>
  get(path: string, init?: RequestInit): Promise<HttpAnswer>
}

/** An answer with its JSON. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly json: unknown
}

/** Writes the bundles by name into a folder and serves it. */
export async function startTestServer(
  bundles: Readonly<Record<string, ServableBundle>>,
  settings: ServerSettings = {},
): Promise<TestServer> {
  const folder = await writeBundles(bundles)
  const server = await startServer({ folder, port: 0, workers: 2, ...settings })
  const get = async (path: string, init?: RequestInit): Promise<HttpAnswer> => {
    const response = await fetch(`${server.url}${path}`, init)
    return { status: response.status, headers: response.headers, json: await response.json() }
  }
  return {
    ...server,
    folder,
    get,
    post: (path, body, headers = {}) =>
      get(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body:
          typeof body === 'string' || body instanceof Uint8Array
            ? (body as NonNullable<RequestInit['body']>)
            : JSON.stringify(body),
      }),
  }
}

const folders: string[] = []

/** Bundles by name in a new temporary folder, until `removeBundles`. */
export async function writeBundles(bundles: Readonly<Record<string, ServableBundle>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-serve-'))
  folders.push(folder)
  for (const [name, bundle] of Object.entries(bundles)) await writeServableBundle(join(folder, name), bundle)
  return folder
}

/** Removes what `writeBundles` made; for `afterAll`. */
export async function removeBundles(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })))
}

/** Resolves when servers of this process have taken so many more requests: their headers have come. */
export function requestsTaken(count: number): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0
    const onStart = () => {
      taken += 1
      if (taken < count) return
      unsubscribe('http.server.request.start', onStart)
      resolve()
    }
    subscribe('http.server.request.start', onStart)
  })
}
