import { fileURLToPath } from 'node:url'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import { bytesOf, floatsOf, rowsOf, textInput } from './http-requests.mjs'
import { MODEL_NAME } from './models-folder.mjs'

const CHANNELS = 4
const ANSWER_MS = 120_000
const protoFile = fileURLToPath(import.meta.resolve('@textgate/serve/proto/inference.proto'))
const { inference } = grpc.loadPackageDefinition(loadSync(protoFile, { keepCase: true, defaults: true }))

/** The kind of requests of this client. */
export const grpcTensors = { name: 'infer, gRPC' }

/**
 * A client over gRPC of some channels.
 *
 * @returns `ask` as that of http-client.mjs
 */
export function grpcClient(port, labels) {
  const open = () =>
    new inference.GRPCInferenceService(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    })
  const channels = Array.from({ length: CHANNELS }, open)
  let next = 0

  async function ask(_kind, texts, isRetry) {
    const client = isRetry ? open() : channels[next++ % CHANNELS]
    const answer = await call(client, texts)
    if (isRetry) client.close()
    const { error, response } = answer
    if (!error) {
      const [probabilities] = response.raw_output_contents
      return { version: response.model_version, rows: rowsOf(floatsOf(probabilities), labels.length) }
    }
    if (isCut(error)) return { cut: error.details }
    return { status: grpc.status[error.code], error: error.details }
  }
  const close = () => {
    for (const channel of channels) channel.close()
  }
  return { ask, close }
}

/** Errors of the server itself have its code before their message; grpc-js calls a connection that was closed either of two names. */
function isCut({ code, details }) {
  if (/^[A-Z_]+: /.test(details)) return false
  return code === grpc.status.UNAVAILABLE || /^Received RST_STREAM with code 0/.test(details)
}

function call(client, texts) {
  const request = {
    model_name: MODEL_NAME,
    inputs: [textInput(texts)],
    outputs: [{ name: 'probabilities' }],
    raw_input_contents: [bytesOf(texts)],
  }
  const options = { deadline: Date.now() + ANSWER_MS }
  return new Promise((resolve) => {
    client.ModelInfer(request, options, (error, response) => resolve({ error, response }))
  })
}
