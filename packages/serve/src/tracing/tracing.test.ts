import { Metadata } from '@grpc/grpc-js'
import { context, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startServerProcesses } from '../processes/start-server-processes.ts'
import { startServer, type TextgateServer } from '../server.ts'
import type { ServerOptions, ServerSettings } from '../server-settings.ts'
import { GrpcClient } from '../test/grpc-client.ts'
import { type CollectedSpan, type OtlpCollector, otlpCollector } from '../test/otlp-collector.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { removeBundles, writeBundles } from '../test/test-server.ts'
import { startTracing } from './start-tracing.ts'

const SECRET = 'refund for my grandmother'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`

let collector: OtlpCollector
beforeAll(async () => {
  collector = await otlpCollector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json')
})
afterAll(async () => {
  collector.close()
  vi.unstubAllEnvs()
  await removeBundles()
})

/** Servers of both shapes, which have sent their spans when they are closed. */
const SHAPES = {
  workers: async (options: ServerOptions): Promise<TextgateServer> => {
    const tracing = await startTracing()
    const server = await startServer({ ...options, workers: 1 })
    const close = async () => {
      await server.close()
      await tracing.end()
      trace.disable()
      context.disable()
    }
    return { ...server, close }
  },
  processes: (options: ServerOptions) => startServerProcesses(options, 1),
}

async function start(shape: keyof typeof SHAPES, settings: ServerSettings = {}) {
  const folder = await writeBundles({ intents: await sampleBundle() })
  return SHAPES[shape]({ folder, port: 0, grpcPort: 0, ...settings })
}

function classify({ url }: TextgateServer, text: unknown, headers: Record<string, string> = {}) {
  return fetch(`${url}/v1/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ text }),
  })
}

function infer({ grpcPort = 0 }: TextgateServer, headers: Record<string, string>): Promise<unknown> {
  const client = new GrpcClient(grpcPort)
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  const contents = { bytes_contents: [Buffer.from(SECRET)] }
  const inputs = [{ name: 'text', datatype: 'BYTES', shape: [1], contents }]
  const call = client.stream('ModelInfer', { model_name: 'intents', inputs }, metadata, () => undefined)
  return new Promise((resolve) => call.on('status', resolve)).finally(() => client.close())
}

const childrenOf = ({ spanId }: CollectedSpan) =>
  collector.spans.filter(({ parentSpanId }) => parentSpanId === spanId)

describe.each(['workers', 'processes'] as const)('a server of shape %s', (shape) => {
  test('sends a span for each request and call, children of what the caller sent, with its queueing and computing', async () => {
    const server = await start(shape, { tracing: true })
    collector.spans.length = 0
    const answer = await classify(server, [SECRET, SECRET], {
      traceparent: TRACEPARENT,
      'x-request-id': 'r1',
    })
    expect(answer.status).toBe(200)
    await infer(server, { traceparent: TRACEPARENT, 'x-request-id': 'r2' })
    await classify(server, 42)
    await fetch(`${server.url}/v2/health/ready`, { headers: { connection: 'close' } })
    await server.close()

    const http = collector.spans.find(({ attributes }) => attributes['textgate.request.id'] === 'r1')!
    expect(http).toMatchObject({
      ...{ name: 'POST /v1/classify', kind: 2, traceId: TRACE, parentSpanId: PARENT, service: 'textgate' },
      status: 0,
      attributes: {
        ...{ 'http.request.method': 'POST', 'http.route': '/v1/classify', 'url.path': '/v1/classify' },
        ...{ 'url.scheme': 'http', 'http.response.status_code': 200 },
        ...{ 'textgate.model.name': 'intents', 'textgate.model.version': '1', 'textgate.texts': 2 },
      },
    })
    const call = collector.spans.find(({ attributes }) => attributes['textgate.request.id'] === 'r2')!
    expect(call).toMatchObject({
      ...{ name: 'inference.GRPCInferenceService/ModelInfer', kind: 2, traceId: TRACE, parentSpanId: PARENT },
      attributes: {
        ...{ 'rpc.system': 'grpc', 'rpc.service': 'inference.GRPCInferenceService' },
        ...{ 'rpc.method': 'ModelInfer', 'rpc.grpc.status_code': 0, 'textgate.model.name': 'intents' },
      },
    })
    for (const [span, texts] of [
      [http, 2],
      [call, 1],
    ] as const) {
      const [queue, compute, ...others] = childrenOf(span)
      expect(others).toEqual([])
      expect(queue).toMatchObject({ name: 'textgate.queue', kind: 1, traceId: TRACE })
      const batch = { 'textgate.batch.size': texts }
      expect(compute).toMatchObject({ name: 'textgate.compute', kind: 1, traceId: TRACE, attributes: batch })
      expect(queue!.end).toBe(compute!.start)
      expect(compute!.end).toBeGreaterThan(compute!.start)
    }
    const refused = collector.spans.find(({ attributes }) => attributes['http.response.status_code'] === 400)!
    expect(refused.parentSpanId).toBe('')
    expect(childrenOf(refused)).toEqual([])
    expect(collector.spans.map(({ name }) => name).filter((name) => name.includes('health'))).toEqual([])
    expect(collector.bodies.join()).not.toContain('grandmother')
  })

  test('makes no span where it is not asked to', async () => {
    const startSpan = vi.spyOn(trace, 'getTracer')
    const server = await start(shape)
    collector.spans.length = 0
    await classify(server, SECRET, { traceparent: TRACEPARENT })
    await server.close()
    expect(startSpan).not.toHaveBeenCalled()
    expect(collector.spans).toEqual([])
    startSpan.mockRestore()
  })
})

test('a span that is active already, as of a program that traces its requests, is the parent', async () => {
  const tracing = await startTracing()
  const { beginSpan } = await import('./server-span.ts')
  const outer = trace.getTracer('test').startSpan('outer')
  collector.spans.length = 0
  context.with(trace.setSpan(context.active(), outer), () => {
    beginSpan('inner', {}, { traceparent: TRACEPARENT }, undefined).end()
  })
  outer.end()
  await tracing.end()
  trace.disable()
  context.disable()
  const inner = collector.spans.find(({ name }) => name === 'inner')!
  expect(inner.parentSpanId).toBe(outer.spanContext().spanId)
})
