import type { GrpcServer } from '../grpc/grpc-server.ts'
import type { ServerApp } from './server-app.ts'

/**
 * Lets a server speak gRPC, too, until it closes.
 *
 * @returns the port
 * @throws SERVER_PORT_UNAVAILABLE
 */
export async function startGrpc(
  { app, parts, tls }: ServerApp,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  // Its packages are loaded where they are used alone.
  const { grpcServer } = await import('../grpc/grpc-server.ts')
  const grpc: GrpcServer = await grpcServer(parts.service, {
    ...{ host, port, tls, keys: parts.keys?.access, traceCall: parts.spans?.traceCall },
    onCall: ({ record: { model }, status: code, ms }) =>
      parts.metrics.requested({ model, protocol: 'grpc', code, seconds: ms / 1000 }),
  })
  let closed: Promise<void> | undefined
  app.addHook('preClose', (done) => {
    closed = grpc.close(parts.drainMs)
    done()
  })
  // Before the models end: the hook that was added last is called first.
  app.addHook('onClose', () => closed ?? grpc.close(0))
  return grpc.port
}
