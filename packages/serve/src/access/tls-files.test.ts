import { once } from 'node:events'
import { copyFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestOptions, request, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpApp } from '../http/http-app.ts'
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
import { memoryService } from '../test/memory-service.ts'
import { followTls, readTls, type TlsFiles } from './tls-files.ts'

if (noOpenssl) console.log(`tests of TLS skip: ${noOpenssl}`)

describe.skipIf(noOpenssl)('files of certificates', () => {
  let ours: Authority
  let theirs: Authority
  let server: Certificate

  beforeAll(() => {
    ours = authority('ours')
    theirs = authority('theirs')
    server = ours.issue('server')
  })

  afterAll(removeCertificates)

  test('give settings of TLS 1.2 or later, which want certificates of clients only where an authority is named', async () => {
    expect(await readTls(server)).toMatchObject({ minVersion: 'TLSv1.2', requestCert: false })
    const mutual = await readTls({ ...server, ca: ours.cert })
    expect(mutual).toMatchObject({ requestCert: true, rejectUnauthorized: true })
  })

  test.each<[string, () => TlsFiles, string]>([
    ['a missing file', () => ({ ...server, cert: certificatePath('none.pem') }), 'tls.cert: '],
    ['a key in place of a certificate', () => ({ ...server, cert: server.key }), 'tls.cert: '],
    ['a certificate in place of a key', () => ({ ...server, key: server.cert }), 'tls.key: '],
    ['the key of another certificate', () => ({ ...server, key: ours.issue('other').key }), 'tls.key: '],
    ['an authority that is none', () => ({ ...server, ca: server.key }), 'tls.ca: '],
  ])('are refused for %s, with the name of the file', async (_what, files, member) => {
    const wrong = files()[member.slice(4, -2) as keyof TlsFiles]
    await expect(readTls(files())).rejects.toMatchObject({ code: 'CONFIG_INVALID', details: { file: wrong } })
    await expect(readTls(files())).rejects.toThrow(`${member}${wrong}`)
  })

  test('are read again when they change, and broken ones leave the old in use', async () => {
    const files = { cert: certificatePath('live.pem'), key: certificatePath('live.key') }
    copyFileSync(server.cert, files.cert)
    copyFileSync(server.key, files.key)
    const events: ServerEvent[] = []
    const followed = await followTls(files, (event) => events.push(event))
    const app = httpApp(await memoryService({}), [], { tls: followed })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const https = app.server as unknown as Server
    const subject = async () => (await ask(https, { ca: followed.settings.cert, ...anyName })).subject
    expect(await subject()).toBe('server')

    writeFileSync(files.cert, 'no certificate')
    await eventually(() => expect(events.at(-1)).toMatchObject({ kind: 'file-refused', file: files.cert }))
    expect(await subject()).toBe('server')

    const next = ours.issue('next')
    copyFileSync(next.key, files.key)
    copyFileSync(next.cert, files.cert)
    await eventually(() => expect(events.at(-1)).toEqual({ kind: 'file-reread', file: files.cert }))
    expect(await subject()).toBe('next')
    followed.close()
    await app.close()
  })

  test('with an authority let in clients of it alone', async () => {
    const settings = await readTls({ ...server, ca: ours.cert })
    const https = await listening(createServer(settings, (_request, response) => response.end('x')))
    const [friend, stranger] = [ours.issue('friend'), theirs.issue('stranger')].map((files) => readTls(files))
    const { cert, key } = await friend!
    expect((await ask(https, { ca: settings.ca, cert, key })).status).toBe(200)
    await expect(ask(https, { ca: settings.ca })).rejects.toThrow()
    await expect(ask(https, { ca: settings.ca, ...(await stranger!) })).rejects.toThrow()
    await expect(ask(https, { ca: settings.ca, cert, key, maxVersion: 'TLSv1.1' })).rejects.toThrow()
    https.close()
  })
})

const anyName: RequestOptions = { rejectUnauthorized: false }

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Status of a GET, and the common name of the server's certificate. */
async function ask(
  server: Server,
  options: RequestOptions,
): Promise<{ status: number | undefined; subject: string }> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      const subject = (response.socket as TLSSocket).getPeerCertificate().subject.CN
      response.resume()
      resolve({ status: response.statusCode, subject: String(subject) })
    })
      .on('error', reject)
      .end()
  })
}
