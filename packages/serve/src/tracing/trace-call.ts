import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { TraceCall } from '../grpc/grpc-call.ts'
import { beginSpan, describeAnswer } from './server-span.ts'

/** Probes come every few seconds and tell nothing. */
const UNTRACED = ['ServerLive', 'ServerReady']

/**
 * Statuses that are the server's errors by OpenTelemetry's semantic conventions: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
 * INTERNAL, UNAVAILABLE and DATA_LOSS.
 */
const SERVER_ERRORS = [2, 4, 12, 13, 14, 15]

/** A span for each gRPC call, but for probes, with the names of OpenTelemetry's semantic conventions for gRPC. */
export const traceCall: TraceCall = (path, metadata, record) => {
  const [service = '', method = ''] = path.slice(1).split('/')
  if (UNTRACED.includes(method)) return () => undefined
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method }
  const span = beginSpan(
    `${service}/${method}`,
    { kind: SpanKind.SERVER, attributes },
    metadata.getMap(),
    record,
  )
  return (code) => {
    span.setAttribute('rpc.grpc.status_code', code)
    if (SERVER_ERRORS.includes(code)) span.setStatus({ code: SpanStatusCode.ERROR })
    describeAnswer(span, record)
    span.end()
  }
}
