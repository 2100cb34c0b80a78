import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { newApiKey } from './access/new-api-key.ts'
import { startServerProcesses } from './processes/start-server-processes.ts'
import { startServer } from './server.ts'
import type { ServerOptions } from './server-settings.ts'
import { sampleBundle } from './test/sample-bundle.ts'
import { removeBundles, writeBundles } from './test/test-server.ts'

const folders: string[] = []
afterAll(async () => {
  await removeBundles()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

const SHAPES = {
  workers: (options: ServerOptions) => startServer({ ...options, workers: 1 }),
  processes: (options: ServerOptions) => startServerProcesses(options, 2),
}

describe.each(['workers', 'processes'] as const)('a server of shape %s with keys', (shape) => {
  test('answers over HTTP and gRPC only callers who have one, and loads models for admins alone', async () => {
    const bundles = await writeBundles({ intents: await sampleBundle() })
    const folder = await mkdtemp(join(tmpdir(), 'textgate-keys-'))
    folders.push(folder)
    const [user, admin] = [newApiKey({ name: 'user' }), newApiKey({ name: 'admin', admin: true })]
    const keys = join(folder, 'keys.json')
    await writeFile(keys, JSON.stringify([user.entry, admin.entry]))
    const server = await SHAPES[shape]({ folder: bundles, port: 0, grpcPort: 0, keys, allowControl: true })
    const post = async (path: string, key?: string) => {
      const headers = {
        'content-type': 'application/json',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      }
      const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: '{"text":"a"}' })
      await response.arrayBuffer()
      return response.status
    }
    expect([await post('/v1/classify'), await post('/v1/classify', 'wrong')]).toEqual([401, 401])
    expect(await post('/v1/classify', user.key)).toBe(200)
    expect(await post('/v2/repository/models/intents/load', user.key)).toBe(403)
    expect(await post('/v2/repository/models/intents/load', admin.key)).toBe(200)
    const page = await (await fetch(`${server.url}/`)).text()
    const asset = /assets\/[^"]+\.js/.exec(page)?.[0]
    expect((await fetch(`${server.url}/${asset}`)).status).toBe(200)

    const client = await grpcClient(server.grpcPort as number)
    expect(await client.ask()).toMatchObject({ code: 16 }) // UNAUTHENTICATED
    expect(await client.ask(user.key)).toMatchObject({ name: 'intents' })
    client.close()
    await server.close()
  })
})

/** Asks for the metadata of the model, as any client of the protocol does. */
async function grpcClient(port: number) {
  const { Client, credentials, Metadata } = await import('@grpc/grpc-js')
  const { readProto, serviceDefinition } = await import('./grpc/proto.ts')
  const { ModelMetadata } = serviceDefinition(readProto(), 'inference.GRPCInferenceService')
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  if (!ModelMetadata) throw new Error('the service has no ModelMetadata')
  const { path, requestSerialize, responseDeserialize } = ModelMetadata
  return {
    ask: (key?: string) =>
      new Promise((resolve) => {
        const metadata = new Metadata()
        if (key) metadata.set('authorization', `Bearer ${key}`)
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          { name: 'intents' },
          metadata,
          (error, answer) => resolve(error ?? answer),
        )
      }),
    close: () => client.close(),
  }
}
