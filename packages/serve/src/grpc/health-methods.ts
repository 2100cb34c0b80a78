import { setTimeout as delay } from 'node:timers/promises'
import type {
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
  UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { TextgateError } from '@textgate/core'
import { callAccess } from './call-access.ts'
import { type GrpcContext, readable, signalOf } from './grpc-call.ts'
import { toGrpcStatus } from './grpc-status.ts'
import { isReady } from './inference-methods.ts'
import type { HealthMessage } from './messages.ts'

/** Names under which the state of the whole server is asked for. */
const WHOLE_SERVER = ['', 'inference.GRPCInferenceService']

/** Milliseconds between two looks at a state that is watched. */
const WATCH_INTERVAL_MS = 250

/** Of proto/health.proto. */
const SERVING = { SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } as const

/**
 * The methods of `grpc.health.v1.Health`, for the whole server and for each model by its name. The server's state needs no key,
 * and is told while the server closes; a model's needs a key that may use it.
 */
export function healthMethods(context: GrpcContext): UntypedServiceImplementation {
  return {
    Check: (call: ServerUnaryCall<HealthMessage, object>, callback: sendUnaryData<object>) => {
      try {
        const { service } = readable(call.request)
        const state = stateOf(context, call, service)
        if (state === SERVING.SERVICE_UNKNOWN)
          throw new TextgateError('MODEL_NOT_FOUND', 'this server has no model of that name')
        callback(null, { status: state })
      } catch (error) {
        callback(toGrpcStatus(error))
      }
    },
    Watch: async (call: ServerWritableStream<HealthMessage, object>) => {
      const signal = signalOf(call)
      try {
        const { service } = readable(call.request)
        let told: number | undefined
        while (!signal.aborted) {
          const state = stateOf(context, call, service)
          if (state !== told) call.write({ status: state })
          told = state
          // Else the watcher would keep the server from closing.
          if (!context.service.isOpen) break
          await delay(WATCH_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined)
        }
        call.end()
      } catch (error) {
        call.emit('error', toGrpcStatus(error))
      }
    },
  }
}

function stateOf(
  context: GrpcContext,
  { metadata }: Pick<ServerUnaryCall<HealthMessage, object>, 'metadata'>,
  name: string,
): number {
  const ofServer = isReady(context.service) ? SERVING.SERVING : SERVING.NOT_SERVING
  if (WHOLE_SERVER.includes(name)) return ofServer
  const { service } = callAccess(context.service, context.keys, metadata)
  return service.models.names.includes(name) ? ofServer : SERVING.SERVICE_UNKNOWN
}
