import type { Context, Tracer } from '@opentelemetry/api'
import type { CallRun } from '../service/call-run.ts'

/** Spans of a run: `textgate.queue`, while the texts waited for it, and `textgate.compute`, while the model ran. */
export function runSpans(tracer: Tracer, parent: Context): (run: CallRun) => void {
  return ({ texts, since, begun, computeMs }) => {
    const epoch = Date.now() - performance.now() // runs are timed by a clock that begins with the process
    tracer.startSpan('textgate.queue', { startTime: epoch + since }, parent).end(epoch + begun)
    const attributes = { 'textgate.batch.size': texts }
    tracer
      .startSpan('textgate.compute', { startTime: epoch + begun, attributes }, parent)
      .end(epoch + begun + computeMs)
  }
}
