import type {
  Server,
  ServerDuplexStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { ReflectionService } from '@grpc/reflection'
import { callAccess } from './call-access.ts'
import type { GrpcContext } from './grpc-call.ts'
import { toGrpcStatus } from './grpc-status.ts'
import { PROTO_FILES } from './proto.ts'

type Method = (call: ServerDuplexStream<object, object>) => void

/**
 * Server reflection (https://github.com/grpc/grpc/blob/master/doc/server-reflection.md), by which tools such as grpcurl find
 * out what can be asked. It needs a key where the server has keys.
 */
export function addReflection(server: Server, { service, keys }: GrpcContext): void {
  const guarded = (method: Method): Method => {
    return (call) => {
      try {
        callAccess(service, keys, call.metadata)
      } catch (error) {
        call.emit('error', toGrpcStatus(error))
        return
      }
      method(call)
    }
  }
  const reflection = new ReflectionService(loadSync(PROTO_FILES, { keepCase: true }))
  // It adds its methods itself, and they know nothing of keys.
  const target = {
    addService: (definition: ServiceDefinition, methods: UntypedServiceImplementation) => {
      const all = Object.entries(methods).map(([name, method]) => [name, guarded(method as Method)])
      server.addService(definition, Object.fromEntries(all))
    },
  }
  reflection.addToServer(target as Server)
}
