import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, startTestServer, type TestServer } from '../test/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ sample: await sampleBundle() })
})
afterAll(async () => {
  await server.close()
  await removeBundles()
})

async function assetPaths(): Promise<string[]> {
  const html = await (await fetch(`${server.url}/`)).text()
  return [...html.matchAll(/(?:src|href)="\.(\/assets\/[^"]+)"/g)].map(([, path]) => path as string)
}

test('the page is HTML that allows nothing but what comes from the server itself', async () => {
  const { status, headers } = await fetch(`${server.url}/`)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-cache')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  const policy = headers.get('content-security-policy')?.split('; ')
  expect(policy).toContain("default-src 'none'")
  const sources = policy?.flatMap((directive) => directive.split(' ').slice(1))
  expect(new Set(sources)).toEqual(new Set(["'none'", "'self'"]))
})

test('what the page loads has its type and may be kept for ever', async () => {
  const paths = await assetPaths()
  expect(paths.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js', 'svg'])
  const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }
  for (const path of paths) {
    const { status, headers } = await fetch(`${server.url}${path}`)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(types[path.split('.').at(-1) as keyof typeof types])
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  }
})

test('a page that has not changed is not sent again', async () => {
  const { headers } = await fetch(`${server.url}/`)
  const etag = headers.get('etag') as string
  const again = await fetch(`${server.url}/`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
  const other = await fetch(`${server.url}/`, { headers: { 'if-none-match': '"another"' } })
  expect(other.status).toBe(200)
})

test('packs what it sends for those who can unpack it, and sends the same to the others', async () => {
  for (const path of ['/', ...(await assetPaths())]) {
    const packed = await fetch(`${server.url}${path}`)
    const plain = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'identity' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await packed.text()).toBe(await plain.text())
  }
})

test.each([
  '/assets/',
  '/assets/../index.html',
  '/assets/..%2findex.html',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/../package.json',
  '/assets/missing.js',
])('%s leads nowhere', async (path) => {
  // fetch would tidy the path up before it asks.
  const { port } = new URL(server.url)
  const status = await new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1' }, ({ statusCode }) => resolve(statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(404)
})
