import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'

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
  readonly etag: string
}

/** Reads the page that the package was built with. */
export async function readPage(): Promise<readonly PageFile[]> {
  const names = await readdir(new URL('assets/', FOLDER))
  const files = ['index.html', ...names.map((name) => `assets/${name}`)]
  return Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(new URL(file, FOLDER))
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
      const path = file === 'index.html' ? '/' : `/${file}`
      return { path, type: TYPES[extname(file)] ?? 'application/octet-stream', bytes, etag }
    }),
  )
}

/** `GET /`, the page for people, and its assets. Each file is a route of its own, so no path can lead elsewhere. */
export function addPageRoutes(app: FastifyInstance, page: readonly PageFile[]): void {
  for (const file of page) {
    app.get(file.path, async ({ headers }, reply) => {
      reply.headers(HEADERS).headers({ etag: file.etag, 'cache-control': cachingOf(file) })
      return headers['if-none-match'] === file.etag ? reply.code(304).send() : send(reply, file)
    })
  }
}

function send(reply: FastifyReply, { type, bytes }: PageFile): FastifyReply {
  return reply.type(type).send(bytes)
}

function cachingOf({ path }: PageFile): string {
  return path === '/' ? 'no-cache' : 'public, max-age=31536000, immutable'
}
