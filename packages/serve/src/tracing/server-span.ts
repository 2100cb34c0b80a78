import { context, propagation, type Span, type SpanOptions, trace } from '@opentelemetry/api'
import type { CallRecord } from '../service/call-record.ts'
import { VERSION } from '../version.ts'
import { runSpans } from './run-spans.ts'

/**
 * Begins the span of a request. Its parent is what the caller sends as W3C trace context (`traceparent`, `tracestate`), or the
 * span that is active already, as where the server is part of a program that traces its requests itself.
 *
 * @param headers - of the request, by lower-case name
 * @param record - of the request: runs of its texts become spans of their own
 */
export function beginSpan(
  name: string,
  options: SpanOptions,
  headers: unknown,
  record: CallRecord | undefined,
): Span {
  const tracer = trace.getTracer('@textgate/serve', VERSION)
  const active = context.active()
  const parent = trace.getSpan(active) ? active : propagation.extract(active, headers)
  const span = tracer.startSpan(name, options, parent)
  if (record && span.isRecording()) {
    record.traceId = span.spanContext().traceId
    record.onRun = runSpans(tracer, trace.setSpan(parent, span))
  }
  return span
}

/** Adds what is known at the end: how the request is named in the log, and which model it asked. Never a text. */
export function describeAnswer(span: Span, record: CallRecord | undefined): void {
  if (!record || !span.isRecording()) return
  const { requestId, model, texts } = record
  span.setAttribute('textgate.request.id', requestId)
  if (!model) return
  span.setAttributes({
    'textgate.model.name': model.name,
    'textgate.model.version': model.version,
    'textgate.texts': texts,
  })
}
