import { RawAnswer } from '../raw-answer.ts'
import type { Route } from '../route.ts'
import { docsPage } from './docs-page.ts'
import { openApiDocument } from './openapi-document.ts'

/** `GET /openapi.json` and `GET /docs`. @param prefix - where all routes are mounted */
export function openApiRoutes(prefix: string): Route[] {
  const document = openApiDocument(prefix)
  const page = new RawAnswer(docsPage(document), {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  })
  return [
    { method: 'GET', path: '/openapi.json', answer: () => document },
    { method: 'GET', path: '/docs', answer: () => page },
  ]
}
