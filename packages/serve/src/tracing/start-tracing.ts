import { setTimeout as delay } from 'node:timers/promises'
import { TextgateError } from '@textgate/core'

/** Name of the service in traces, where OTEL_SERVICE_NAME gives none. */
const SERVICE_NAME = 'textgate'

/** Milliseconds that the last spans have to leave: a collector that does not answer must not keep a process. */
const END_MS = 3_000

/** The OpenTelemetry SDK, running. */
export interface Tracing {
  /** Sends what is left, within some seconds. */
  end(): Promise<void>
}

/**
 * Starts the OpenTelemetry SDK for traces as the variables OTEL_… say, e.g. OTEL_EXPORTER_OTLP_ENDPOINT and
 * OTEL_TRACES_SAMPLER (https://opentelemetry.io/docs/languages/sdk-configuration/). For programs that have no SDK of their own;
 * spans come from servers with `tracing: true`.
 *
 * @throws TRACING_UNAVAILABLE when @opentelemetry/sdk-node is not installed
 */
export async function startTracing(): Promise<Tracing> {
  const { NodeSDK } = await loadSdk()
  const { OTEL_SERVICE_NAME } = process.env
  const sdk = new NodeSDK({
    ...(OTEL_SERVICE_NAME ? {} : { serviceName: SERVICE_NAME }),
    // Traces alone: the server has metrics and a log of its own.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  })
  sdk.start()
  return {
    end: async () => {
      const timer = new AbortController()
      const late = delay(END_MS, undefined, { signal: timer.signal }).catch(() => undefined)
      // What cannot be sent is lost; that is no failure of the server.
      await Promise.race([sdk.shutdown().catch(() => undefined), late])
      timer.abort()
    },
  }
}

async function loadSdk() {
  try {
    return await import('@opentelemetry/sdk-node')
  } catch (cause) {
    throw new TextgateError(
      'TRACING_UNAVAILABLE',
      `traces are asked for, and @opentelemetry/sdk-node cannot be loaded (${reasonOf(cause)}); install it (npm install @opentelemetry/sdk-node@0.223.0), or ask for no traces`,
      { cause },
    )
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause)
}
