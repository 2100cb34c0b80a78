import type { OpenApiDocument } from './openapi-document.ts'
import { OPERATIONS, type Operation } from './operations.ts'

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{background:#f3f3f3;padding:.8rem;overflow:auto}
summary{cursor:pointer;padding:.3rem 0}h2{margin-top:2rem}.method{display:inline-block;width:3.2rem;font-weight:bold}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}pre{background:#242424}a{color:#8ab4f8}}`

/** A page for people: every route and every schema, without scripts and without requests to anywhere. */
export function docsPage({ info, servers, components }: OpenApiDocument): string {
  const [root] = servers
  const routes = Object.entries(OPERATIONS).map(([route, operation]) => routeSection(route, operation))
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="${name}"><summary><code>${name}</code></summary><pre>${escaped(JSON.stringify(schema, undefined, 2))}</pre></details>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)} ${escaped(info.version)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>${escaped(info.description)} The same for programs: <a href="openapi.json">openapi.json</a>.</p>
<h2>Routes</h2>
${root === undefined || root.url === '/' ? '' : `<p>All of them below ${code(root.url)}.</p>`}
${routes.join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}
</body></html>
`
}

function routeSection(route: string, { summary, query, request, answer }: Operation): string {
  const [method, path] = route.split(' ')
  const parts = [
    ...(query ? [`<p>Query: ${Object.keys(query).map(code).join(', ')}</p>`] : []),
    ...(request ? [`<p>Request: ${contents(request)}</p>`] : []),
    `<p>Answer: ${contents(answer)}</p>`,
  ]
  return `<details><summary><span class="method">${method}</span> ${code(String(path))} ${escaped(summary)}</summary>${parts.join('')}</details>`
}

function contents(schemas: Readonly<Record<string, string>>): string {
  return Object.entries(schemas)
    .map(([type, name]) =>
      name === 'bytes' ? code(type) : `<a href="#${name}">${name}</a> as ${code(type)}`,
    )
    .join(', ')
}

function code(words: string): string {
  return `<code>${escaped(words)}</code>`
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
