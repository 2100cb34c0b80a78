import { traceCall } from './trace-call.ts'
import { traceRequests } from './trace-requests.ts'

/** Spans of requests over either protocol; loaded only where they are asked for. */
export const requestSpans = { traceRequests, traceCall }

export type RequestSpans = typeof requestSpans
