import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as OTLP has it in JSON, its attributes by name. */
export interface CollectedSpan {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  /** 1 internal, 2 server. */
  readonly kind: number
  /** Nanoseconds since 1970. */
  readonly start: bigint
  readonly end: bigint
  readonly attributes: Readonly<Record<string, unknown>>
  /** 2 is an error. */
  readonly status: number
  /** Name of the service that sent it. */
  readonly service: unknown
}

/** A collector that keeps what it gets. */
export interface OtlpCollector {
  readonly url: string
  readonly spans: CollectedSpan[]
  /** Everything that came, as it came. */
  readonly bodies: string[]
  close(): void
}

/** A small collector of traces over OTLP/HTTP in JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp). */
export async function otlpCollector(): Promise<OtlpCollector> {
  const spans: CollectedSpan[] = []
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      if (request.url === '/v1/traces') spans.push(...spansOf(JSON.parse(body)))
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, spans, bodies, close }
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

// biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP, checked by tests
function spansOf({ resourceSpans }: any): CollectedSpan[] {
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP, checked by tests
  return resourceSpans.flatMap(({ resource, scopeSpans }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP, checked by tests
    scopeSpans.flatMap(({ spans }: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP, checked by tests
      spans.map((span: any) => ({
        name: span.name,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        kind: span.kind,
        start: BigInt(span.startTimeUnixNano),
        end: BigInt(span.endTimeUnixNano),
        attributes: byName(span.attributes),
        status: span.status?.code ?? 0,
        service: byName(resource.attributes)['service.name'],
      })),
    ),
  )
}

function byName(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
