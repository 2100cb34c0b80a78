import { copyFileSync, readFileSync } from 'node:fs'
import { credentials } from '@grpc/grpc-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { followTls, type TlsFiles } from '../access/tls-files.ts'
import type { ServerEvent } from '../server-event.ts'
import {
  type Authority,
  authority,
  type Certificate,
  certificatePath,
  noOpenssl,
  removeCertificates,
} from '../test/certificates.ts'
import { eventually } from '../test/eventually.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { memoryService } from '../test/memory-service.ts'
import { grpcServer } from './grpc-server.ts'

if (noOpenssl) console.log(`tests of TLS over gRPC skip: ${noOpenssl}`)

describe.skipIf(noOpenssl)('gRPC over TLS', () => {
  let ours: Authority
  let theirs: Authority
  let files: Certificate

  beforeAll(() => {
    ours = authority('ours')
    theirs = authority('theirs')
    files = ours.issue('server')
  })
  afterAll(removeCertificates)

  async function start(tlsFiles: TlsFiles, log?: (event: ServerEvent) => void) {
    const tls = await followTls(tlsFiles, log)
    const service = await memoryService({})
    const server = await grpcServer(service, { host: '127.0.0.1', port: 0, tls })
    return {
      /** Status of a call by a client that trusts an authority, with a certificate of its own where it has one. */
      ask: async (trusted: Authority, own?: Certificate) => {
        const channel = credentials.createSsl(
          readFileSync(trusted.cert),
          own ? readFileSync(own.key) : null,
          own ? readFileSync(own.cert) : null,
        )
        const client = new GrpcClient(server.port, channel)
        const { status } = await client.call('ServerLive', {}, { timeoutMs: 20_000 })
        client.close()
        return status
      },
      askPlain: async () => {
        const client = new GrpcClient(server.port)
        const { status } = await client.call('ServerLive', {}, { timeoutMs: 20_000 })
        client.close()
        return status
      },
      close: async () => {
        tls.close()
        await server.close(0)
      },
    }
  }

  test('answers clients that trust its authority, and none that speak without TLS', async () => {
    const { ask, askPlain, close } = await start(files)
    expect(await ask(ours)).toBe('OK')
    expect(await ask(theirs)).not.toBe('OK')
    expect(await askPlain()).not.toBe('OK')
    await close()
  })

  test('lets in clients with a certificate of the named authority alone', async () => {
    const { ask, close } = await start({ ...files, ca: ours.cert })
    expect(await ask(ours, ours.issue('friend'))).toBe('OK')
    expect(await ask(ours)).not.toBe('OK')
    expect(await ask(ours, theirs.issue('stranger'))).not.toBe('OK')
    await close()
  })

  test('shows new certificates once their files have changed', async () => {
    const live = { cert: certificatePath('grpc.pem'), key: certificatePath('grpc.key') }
    copyFileSync(files.cert, live.cert)
    copyFileSync(files.key, live.key)
    const events: ServerEvent[] = []
    const { ask, close } = await start(live, (event) => events.push(event))
    expect(await ask(ours)).toBe('OK')
    const next = theirs.issue('next')
    copyFileSync(next.key, live.key)
    copyFileSync(next.cert, live.cert)
    await eventually(() => expect(events.at(-1)).toEqual({ kind: 'file-reread', file: live.cert }))
    expect(await ask(theirs)).toBe('OK')
    expect(await ask(ours)).not.toBe('OK')
    await close()
  })
})
