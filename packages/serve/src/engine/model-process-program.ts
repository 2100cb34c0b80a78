// Runs in a process of its own: loads every model once, then does jobs in the order of the messages.
import { runJob } from './inline-executor.ts'
import { type OpenedModel, openModel } from './open-model.ts'
import {
  type ProcessReply,
  type ProcessRequest,
  type ProcessSetup,
  toPlainError,
} from './process-messages.ts'

const models = new Map<string, OpenedModel>()
let queue = Promise.resolve()

function send(reply: ProcessReply): void {
  // A server that has gone hears no answer; `disconnect` ends this process then.
  process.send?.(reply, undefined, {}, () => undefined)
}

async function open({ sources, options }: ProcessSetup): Promise<void> {
  try {
    for (const source of sources) {
      const model = await openModel(source, options)
      models.set(model.served.key, model)
    }
    const opened = [...models.values()]
    const costs = opened.flatMap(({ served, tokenMs }) =>
      tokenMs === undefined ? [] : [[served.key, tokenMs]],
    )
    send({
      kind: 'opened',
      served: opened.map(({ served }) => served),
      tokenMs: Object.fromEntries(costs),
    })
  } catch (error) {
    send({ kind: 'unusable', error: toPlainError(error) })
  }
}

async function run({ id, job }: ProcessRequest & { kind: 'run' }): Promise<void> {
  try {
    send({ kind: 'result', id, result: await runJob(models, job) })
  } catch (error) {
    send({ kind: 'refusal', id, error: toPlainError(error) })
  }
}

async function close(): Promise<void> {
  for (const model of models.values()) await model.close()
  process.disconnect?.() // nothing else keeps the process alive
}

function handle(request: ProcessRequest): Promise<void> {
  if (request.kind === 'open') return open(request.setup)
  return request.kind === 'run' ? run(request) : close()
}

process.on('message', (request: ProcessRequest) => {
  queue = queue.then(() => handle(request)) // one after the other: their runs would only make each other wait
})
// Terminals send these to all processes of a server; when this one ends is for the server to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())
