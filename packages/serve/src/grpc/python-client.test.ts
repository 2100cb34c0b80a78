import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { predictionsOf } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { textModel } from '../service/served-model.ts'
import { memoryService } from '../test/memory-service.ts'
import { sampleBundle } from '../test/sample-bundle.ts'
import { onnxModels } from '../test/tensor-models.ts'
import { grpcServer } from './grpc-server.ts'
import { PROTO_FILES } from './proto.ts'

const run = promisify(execFile)
const python =
  process.env.TEXTGATE_PYTHON ?? fileURLToPath(new URL('../../../../.cache/venv/bin/python', import.meta.url))
const missingGrpc = await whyMissing('grpc, grpc_tools')
const missingTriton = missingGrpc ?? (await whyMissing('tritonclient.grpc'))
if (missingGrpc) console.log(`gRPC clients of Python are skipped: ${missingGrpc}`)
else if (missingTriton) console.log(`the client of Triton is skipped: ${missingTriton}`)

const TEXTS = ['my card was charged twice', '', '退款 😀']

/** Runs a script against a server, with the stubs that grpcio-tools makes of the shipped definitions. @returns its JSON */
async function answersOf(script: string) {
  const service = await memoryService({
    bundles: { intents: [await sampleBundle()] },
    tensors: await onnxModels(),
  })
  const server = await grpcServer(service, { host: '127.0.0.1', port: 0 })
  const folder = mkdtempSync(join(tmpdir(), 'textgate-stubs-'))
  const [inference, health] = PROTO_FILES as [string, string]
  const out = [`--python_out=${folder}`, `--grpc_python_out=${folder}`]
  await run(python, ['-m', 'grpc_tools.protoc', `-I${dirname(inference)}`, ...out, inference, health])
  writeFileSync(join(folder, 'ask.py'), script)
  const asked = [join(folder, 'ask.py'), `127.0.0.1:${server.port}`, JSON.stringify(TEXTS)]
  const { stdout } = await run(python, asked)
  const model = textModel(service.models.find('intents'))
  const probabilities = await service.probabilities(model, TEXTS, {})
  const labels = predictionsOf(probabilities, model.text.manifest.labels, model.text.rule, 1)
  rmSync(folder, { recursive: true, force: true })
  await server.close(0)
  await service.close()
  return {
    found: JSON.parse(stdout),
    expected: {
      labels: labels.map(({ label }) => label ?? ''),
      probabilities: Array.from(probabilities),
    },
  }
}

describe.skipIf(missingGrpc !== undefined)('a client of Python, made from the shipped definition', () => {
  test('asks server, models, texts and streams, and understands every answer', async () => {
    const { found, expected } = await answersOf(STUBS_SCRIPT)
    expect(found).toEqual({
      live: true,
      serving: 1,
      inputs: [['text', 'BYTES', [-1]]],
      typed: expected,
      raw: expected,
      stream: ['1', 'error MODEL_NOT_FOUND', '3'],
      error: ['NOT_FOUND', true],
      statistics: 3,
      index: ['double', 'intents', 'plus'],
    })
  })
})

describe.skipIf(missingTriton !== undefined)("Triton's client of Python", () => {
  test('asks a text model and streams to it', async () => {
    const { found, expected } = await answersOf(TRITON_SCRIPT)
    expect(found).toEqual({ ready: true, platform: 'onnx_onnxv1', infer: expected, stream: expected.labels })
  })
})

async function whyMissing(modules: string): Promise<string | undefined> {
  if (!existsSync(python)) return `${python} does not exist; set TEXTGATE_PYTHON`
  return run(python, ['-c', `import ${modules}`]).then(
    () => undefined,
    () => `${python} cannot import ${modules}`,
  )
}

const STUBS_SCRIPT = `
import json, struct, sys
import grpc
import inference_pb2 as pb, inference_pb2_grpc as stubs, health_pb2, health_pb2_grpc
texts = json.loads(sys.argv[2])
channel = grpc.insecure_channel(sys.argv[1])
server = stubs.GRPCInferenceServiceStub(channel)
found = {}
found['live'] = server.ServerLive(pb.ServerLiveRequest()).live
found['serving'] = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service='intents')).status
metadata = server.ModelMetadata(pb.ModelMetadataRequest(name='intents'))
found['inputs'] = [[one.name, one.datatype, list(one.shape)] for one in metadata.inputs]

def request(model='intents', id='', raw=False):
    asked = pb.ModelInferRequest(model_name=model, id=id)
    text = asked.inputs.add(name='text', datatype='BYTES', shape=[len(texts)])
    data = [one.encode() for one in texts]
    if raw: asked.raw_input_contents.append(b''.join(struct.pack('<I', len(one)) + one for one in data))
    else: text.contents.bytes_contents.extend(data)
    return asked

def read(answer):
    values = dict(zip([one.name for one in answer.outputs], answer.raw_output_contents))
    labels, rest = [], values['label']
    while rest:
        size = struct.unpack('<I', rest[:4])[0]
        labels.append(rest[4:4 + size].decode())
        rest = rest[4 + size:]
    floats = values['probabilities']
    return {'labels': labels, 'probabilities': list(struct.unpack('<%df' % (len(floats) // 4), floats))}

found['typed'] = read(server.ModelInfer(request(), timeout=60, compression=grpc.Compression.Gzip))
found['raw'] = read(server.ModelInfer(request(raw=True)))
asked = [request(id='1'), request('none', '2'), request(id='3', raw=True)]
found['stream'] = ['error ' + one.error_message.split(':')[0] if one.error_message else one.infer_response.id
                   for one in server.ModelStreamInfer(iter(asked))]
try:
    server.ModelInfer(request('none'))
except grpc.RpcError as error:
    found['error'] = [error.code().name, 'none' in error.details()]
found['statistics'] = server.ModelStatistics(pb.ModelStatisticsRequest(name='intents')).model_stats[0].inference_count
found['index'] = [one.name for one in server.RepositoryIndex(pb.RepositoryIndexRequest()).models]
print(json.dumps(found))
`

const TRITON_SCRIPT = `
import json, queue, sys
import numpy as np
import tritonclient.grpc as triton
texts = json.loads(sys.argv[2])
client = triton.InferenceServerClient(sys.argv[1])
text = triton.InferInput('text', [len(texts)], 'BYTES')
text.set_data_from_numpy(np.array(texts, dtype=object))
answer = client.infer('intents', [text], request_id='1')
labels = lambda one: [label.decode() for label in one.as_numpy('label')]
found = {'ready': client.is_server_ready() and client.is_model_ready('intents')}
found['platform'] = client.get_model_metadata('intents').platform
found['infer'] = {'labels': labels(answer), 'probabilities': answer.as_numpy('probabilities').flatten().tolist()}
answers = queue.Queue()
client.start_stream(callback=lambda result, error: answers.put(error or result))
client.async_stream_infer('intents', [text])
found['stream'] = labels(answers.get(timeout=60))
client.stop_stream()
print(json.dumps(found))
`
