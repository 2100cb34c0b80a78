import { setTimeout as delay } from 'node:timers/promises'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { TextgateError } from '@textgate/core'
import type { AccessControl } from '../access/access-control.ts'
import type { FollowedTls } from '../access/tls-files.ts'
import type { InferenceService } from '../service/inference-service.ts'
import type { GrpcContext } from './grpc-call.ts'
import { healthMethods } from './health-methods.ts'
import { inferenceMethods } from './inference-methods.ts'
import { readProto, serviceDefinition } from './proto.ts'
import { addReflection } from './reflection.ts'
import { TlsCredentials } from './tls-credentials.ts'

/** Calls of one connection at one time, so that one client cannot fill the memory; more wait in the client. */
const MAX_CONCURRENT_CALLS = 1000
/** Milliseconds after which a connection without traffic is asked whether it lives, and in which it must answer. */
const KEEPALIVE_MS = 60_000
const KEEPALIVE_TIMEOUT_MS = 20_000

/** Where and to whom a gRPC server answers. */
export interface GrpcServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Without it, connections are not encrypted. */
  readonly tls?: FollowedTls | undefined
  /** Without them, calls need no key. */
  readonly keys?: AccessControl | undefined
  readonly onCall?: GrpcContext['onCall']
  readonly traceCall?: GrpcContext['traceCall']
}

/** A gRPC server that answers. */
export interface GrpcServer {
  readonly port: number
  /**
   * Takes no more calls, and resolves when those under way are answered, or cut off after `drainMs` milliseconds. The service
   * must have closed before, so that streams and watchers end.
   */
  close(drainMs: number): Promise<void>
}

/**
 * Speaks the Open Inference Protocol V2 over gRPC with the extensions for model repositories, statistics and streams, as
 * proto/inference.proto has it
 * (https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_grpc.md), beside gRPC's
 * health service and server reflection. Requests may be compressed (gzip, deflate); answers are not.
 *
 * @throws SERVER_PORT_UNAVAILABLE when the port cannot be opened
 */
export async function grpcServer(
  service: InferenceService,
  { host, port, tls, keys, onCall, traceCall }: GrpcServerOptions,
): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': service.limits.bodyLimitBytes,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_CALLS,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  })
  const context: GrpcContext = { service, keys, onCall, traceCall }
  const root = readProto()
  server.addService(serviceDefinition(root, 'inference.GRPCInferenceService'), inferenceMethods(context))
  server.addService(serviceDefinition(root, 'grpc.health.v1.Health'), healthMethods(context))
  addReflection(server, context)
  const credentials = tls ? new TlsCredentials(tls) : ServerCredentials.createInsecure()
  return { port: await listen(server, host, port, credentials), close: (drainMs) => close(server, drainMs) }
}

function listen(server: Server, host: string, port: number, credentials: ServerCredentials): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (cause, boundPort) => {
      if (!cause) return resolve(boundPort)
      server.forceShutdown()
      const problem = `${host} port ${port} cannot be opened for gRPC (${cause.message}); choose another port`
      reject(new TextgateError('SERVER_PORT_UNAVAILABLE', problem, { details: { host, port }, cause }))
    })
  })
}

async function close(server: Server, drainMs: number): Promise<void> {
  const timer = new AbortController()
  const drained = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
  await Promise.race([drained, delay(drainMs, undefined, { signal: timer.signal }).catch(() => undefined)])
  timer.abort()
  server.forceShutdown()
}
