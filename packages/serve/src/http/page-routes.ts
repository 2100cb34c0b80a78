import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { pathOf } from './path-of.ts'

/** Where the build puts the page: the same seen from the sources and from what is built. */
const FOLDER = new URL('../../dist/page/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The page may load and ask what comes from this server alone, and no other site may frame it. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** A file of the page, in memory. */
export interface PageFile {
  /** Under which it is asked for: `/`, or `/assets/NAME`, whose name changes with the contents. */
  readonly path: string
  readonly type: string
  readonly bytes: Buffer
  /** The same, packed with gzip. */
  readonly packed: Buffer
  readonly etag: string
}

/** Reads the page that the package was built with. */
export async function readPage(): Promise<readonly PageFile[]> {
  const names = await readdir(new URL('assets/', FOLDER))
  const files = ['index.html', ...names.map((name) => `assets/${name}`)]
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(new URL(file, FOLDER))
      // Weak, because it names the file packed and not packed.
      const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
      const path = file === 'index.html' ? '/' : `/${file}`
      return {
        path,
        type: TYPES[extname(file)] ?? 'application/octet-stream',
        bytes,
        packed: gzipSync(bytes),
        etag,
      }
    }),
  )
}

/**
 * `GET /`, the page for people, and its assets. Each file is a route of its own, so no path can lead elsewhere. Below a prefix the
 * page is at `PREFIX/`, and `PREFIX` leads there: its addresses are relative.
 */
export function addPageRoutes(app: FastifyInstance, page: readonly PageFile[]): void {
  for (const file of page) {
    app.get(file.path, async ({ headers, url }, reply) => {
      if (file.path === '/' && !isFolder(url)) return reply.redirect(folderOf(url))
      const caching = file.path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable'
      reply.headers(HEADERS).headers({ etag: file.etag, vary: 'accept-encoding', 'cache-control': caching })
      if (headers['if-none-match'] === file.etag) return reply.code(304).send()
      reply.type(file.type)
      if (!/\bgzip\b/.test(String(headers['accept-encoding']))) return reply.send(file.bytes)
      return reply.header('content-encoding', 'gzip').send(file.packed)
    })
  }
}

function isFolder(url: string): boolean {
  return pathOf(url).endsWith('/')
}

/** The same address with a slash at the end of its path, seen from itself, so that it holds behind a proxy, too. */
function folderOf(url: string): string {
  const path = pathOf(url)
  return `./${path.slice(path.lastIndexOf('/') + 1)}/${url.slice(path.length)}`
}
