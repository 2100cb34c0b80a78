#!/usr/bin/env node
// Serves the built page and bundle folders as files, as any web server can: `pnpm start BUNDLE… [--port N]`.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { basename, extname, join, normalize, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const DIST = fileURLToPath(new URL('./dist/', import.meta.url))
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
}
const HEADERS = {
  // WebAssembly has to be allowed by name; nothing is loaded from elsewhere.
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

const { values, positionals } = parseArgs({
  options: { port: { type: 'string', default: '8080' } },
  allowPositionals: true,
})
if (positionals.length === 0) {
  console.error('name the bundle folders to serve: pnpm start BUNDLE… [--port N]')
  process.exit(2)
}
// pnpm runs this in the package's folder, and names the one where it was called.
const folders = new Map(
  positionals.map((folder) => [basename(resolve(folder)), resolve(process.env.INIT_CWD ?? '.', folder)]),
)

const server = createServer(async ({ url = '/' }, response) => {
  const path = decoded(new URL(url, 'http://localhost').pathname)
  if (path === '/bundles.json') return send(response, 200, '.json', JSON.stringify([...folders.keys()]))
  const file = path && fileOf(path)
  const found = file && (await stat(file).catch(() => undefined))
  if (!found?.isFile()) return send(response, 404, '.txt', 'not found')
  response.writeHead(200, { ...HEADERS, 'content-type': typeOf(extname(file)), 'content-length': found.size })
  createReadStream(file).pipe(response)
})
server.listen(Number(values.port), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}/`),
)

function fileOf(path) {
  const [, first, name, ...rest] = path.split('/')
  if (first === 'bundles') return folders.has(name) ? inside(folders.get(name), rest.join('/')) : undefined
  return inside(DIST, path === '/' ? 'index.html' : path)
}

/** A file of a folder; undefined for what leads out of it. */
function inside(folder, path) {
  const file = normalize(join(folder, path))
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : undefined
}

function decoded(path) {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function send(response, status, extension, body) {
  response.writeHead(status, { ...HEADERS, 'content-type': typeOf(extension) }).end(body)
}

function typeOf(extension) {
  return TYPES[extension] ?? 'application/octet-stream'
}
