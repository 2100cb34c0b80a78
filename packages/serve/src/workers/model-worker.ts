// Runs in a worker thread: loads every model once, then answers in the order of the messages.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openTextModel, type TextModel } from '../text-model.ts'
import { toPlainError, type WorkerReply, type WorkerRequest, type WorkerSetup } from './messages.ts'

const port = parentPort as MessagePort
const { models, threads, maxBatch, stopFlag } = workerData as WorkerSetup
const stopped = new Int32Array(stopFlag)
const opened = new Map<string, TextModel>()
let queue = Promise.resolve()

function send(reply: WorkerReply, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(reply, transfer)
}

async function answer({ id, model, texts }: WorkerRequest & { kind: 'classify' }): Promise<void> {
  try {
    const textModel = opened.get(model)
    if (!textModel) throw new Error(`the worker has no model ${model}`)
    const probabilities = await textModel.probabilities(texts, () => Atomics.load(stopped, 0) !== 0)
    send({ kind: 'answer', id, probabilities }, [probabilities.buffer])
  } catch (error) {
    send({ kind: 'refusal', id, error: toPlainError(error) })
  }
}

async function close(): Promise<void> {
  for (const model of opened.values()) await model.close()
  port.close() // nothing else keeps the thread alive
}

try {
  for (const { name, onnx, externalData, ...source } of models) {
    // ONNX Runtime takes no shared memory; the copies are garbage once the session has its own.
    const own = {
      onnx: Uint8Array.from(onnx),
      ...(externalData
        ? { externalData: { ...externalData, data: Uint8Array.from(externalData.data) } }
        : {}),
    }
    opened.set(name, await openTextModel({ ...source, ...own }, { threads, maxBatch }))
  }
  port.on('message', (request: WorkerRequest) => {
    const work = request.kind === 'close' ? close : () => answer(request)
    queue = queue.then(work) // one after the other: their runs would only make each other wait
  })
  send({ kind: 'ready' })
} catch (error) {
  send({ kind: 'unusable', error: toPlainError(error) })
  await close()
}
