import {
  type ChannelCredentials,
  type Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { PROTO_FILES } from '../grpc/proto.ts'

/** How a call of a client ended. */
export interface CallResult {
  /** Name of the status, e.g. `OK`. */
  readonly status: string
  readonly details: string
  readonly metadata: Metadata
  // biome-ignore lint/suspicious/noExplicitAny: what the definition says, checked by each test
  readonly response: any
}

/** What a call may have beside its message. */
export interface CallSettings {
  readonly metadata?: Readonly<Record<string, string>>
  /** Milliseconds from now. */
  readonly timeoutMs?: number
}

const SERVICES = ['inference.GRPCInferenceService', 'grpc.health.v1.Health'] as const
const loaded = loadSync(PROTO_FILES, {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
})

/** A client of grpc-js made from the shipped definitions by @grpc/proto-loader, which the server does not use for messages. */
export class GrpcClient {
  readonly #clients: readonly Client[]

  constructor(
    port: number,
    channel: ChannelCredentials = credentials.createInsecure(),
    options: object = {},
  ) {
    const packages = loadPackageDefinition(loaded)
    this.#clients = SERVICES.map((path) => {
      // biome-ignore lint/suspicious/noExplicitAny: packages by their parts
      const Service = path.split('.').reduce((node: any, part) => node[part], packages)
      return new Service(`127.0.0.1:${port}`, channel, options)
    })
  }

  /** Makes a call of one message and one answer; never rejects. */
  call(
    method: string,
    message: object,
    { metadata = {}, timeoutMs }: CallSettings = {},
  ): Promise<CallResult> {
    return new Promise((resolve) => {
      const deadline = timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs }
      this.#method(method)(
        message,
        metadataOf(metadata),
        deadline,
        (error: ServiceError | null, response: unknown) => {
          resolve({
            status: status[error?.code ?? status.OK],
            details: error?.details ?? '',
            metadata: error?.metadata ?? new Metadata(),
            response,
          })
        },
      )
    })
  }

  /** Begins a call that streams. */
  // biome-ignore lint/suspicious/noExplicitAny: a stream of either kind
  stream(method: string, ...message: object[]): any {
    return this.#method(method)(...message)
  }

  // biome-ignore lint/suspicious/noExplicitAny: methods are made of the definition
  #method(name: string): (...args: any[]) => any {
    for (const client of this.#clients) {
      // biome-ignore lint/suspicious/noExplicitAny: methods are made of the definition
      const method = (client as any)[name]
      if (typeof method === 'function') return method.bind(client)
    }
    throw new Error(`no service has the method ${name}`)
  }

  close(): void {
    for (const client of this.#clients) client.close()
  }
}

function metadataOf(values: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(values)) metadata.set(name, value)
  return metadata
}
