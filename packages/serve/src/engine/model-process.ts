import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { TextgateError } from '@textgate/core'
import type { ServedModel } from '../service/served-model.ts'
import { type Deferred, deferred } from './deferred.ts'
import { type Job, JobLost, type JobResult } from './executor.ts'
import {
  fromPlainError,
  type ProcessReply,
  type ProcessRequest,
  type ProcessSetup,
  type TokenCosts,
} from './process-messages.ts'
import { silenceTimer } from './silence-timer.ts'

/** How long an idle process may take to free its models before it is killed, in milliseconds. */
const END_MS = 5_000

// When this file runs from its source (in tests), the built program is used: Node 20 loads no TypeScript.
const programFile = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../dist/engine/model-process-program.js'
    : './model-process-program.js',
  import.meta.url,
)

/** A process that has every model loaded. */
export interface ModelProcess {
  readonly pid: number
  readonly served: readonly ServedModel[]
  readonly tokenMs: TokenCosts
  /** Jobs that it has taken and not answered. */
  readonly jobs: number
  /** @throws JobLost when the process ends or hangs first; whatever the model throws */
  run(job: Job): Promise<JobResult>
  /** Lets the process answer what it has, free its models and end. */
  close(): Promise<void>
}

/** How a process is started and watched. */
export interface ModelProcessOptions {
  readonly setup: ProcessSetup
  /** Milliseconds without an answer after which a process that has jobs counts as hung, and is killed. */
  readonly hungMs: number
  /** Called when a process that had started ends without being closed, before its jobs are refused. */
  readonly onExit: (process: ModelProcess, reason: string) => void
  /** The process's program, for tests. */
  readonly program?: URL | undefined
}

/**
 * Starts a process; resolves when its models are loaded.
 *
 * @throws whatever loading a model throws; MODEL_FAILED when the process ends before it is ready
 */
export async function startModelProcess({
  setup,
  hungMs,
  onExit,
  program = programFile,
}: ModelProcessOptions): Promise<ModelProcess> {
  // No flags of the parent: some, like --input-type, would keep the process from starting.
  const child = fork(fileURLToPath(program), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const pending = new Map<number, Deferred<JobResult>>()
  const ready = deferred<ProcessReply & { kind: 'opened' }>()
  const ended = deferred<void>()
  let nextId = 0
  let reason: string | undefined
  let self: ModelProcess | undefined
  let isClosing = false
  let isEnded = false

  const post = (request: ProcessRequest) => {
    // A process that is ending takes no message; its exit tells everyone concerned.
    if (child.connected) child.send(request, () => undefined)
  }
  const silence = silenceTimer((ms) => {
    reason = `its process gave no answer for ${ms / 1000} s and was ended`
    child.kill('SIGKILL')
  })
  /** From an answer, or the first job, to the next answer. */
  function watchNextAnswer(): void {
    if (pending.size === 0) silence.stop()
    else silence.expect(hungMs)
  }
  function settle(reply: ProcessReply & { kind: 'result' | 'refusal' }): void {
    const job = pending.get(reply.id)
    pending.delete(reply.id)
    watchNextAnswer()
    if (reply.kind === 'result') job?.resolve(reply.result)
    else job?.reject(fromPlainError(reply.error))
  }
  function onEnd(code: number | null, signal: string | null): void {
    if (isEnded) return
    isEnded = true
    silence.stop()
    reason ??= `its process ended by ${signal ?? `code ${code}`}`
    if (self && !isClosing) onExit(self, reason)
    // A process answers in the order of its jobs.
    for (const [at, job] of [...pending.values()].entries()) job.reject(new JobLost(reason, at === 0))
    pending.clear()
    ready.reject(died(reason))
    ended.resolve()
  }
  child.on('message', (reply: ProcessReply) => {
    if (reply.kind === 'opened') ready.resolve(reply)
    else if (reply.kind === 'unusable') ready.reject(fromPlainError(reply.error))
    else settle(reply)
  })
  child.on('exit', onEnd)
  child.on('error', (error) => {
    reason = `its process failed: ${error.message}`
    onEnd(null, null)
  })

  post({ kind: 'open', setup })
  let opened: ProcessReply & { kind: 'opened' }
  try {
    opened = await ready.promise
  } catch (error) {
    child.kill('SIGKILL')
    await ended.promise
    throw error
  }
  self = {
    pid: child.pid as number,
    served: opened.served,
    tokenMs: opened.tokenMs,
    get jobs() {
      return pending.size
    },
    run: (job) => {
      if (isEnded) return Promise.reject(new JobLost(reason ?? 'its process ended', false))
      const id = nextId++
      const answer = deferred<JobResult>()
      pending.set(id, answer)
      if (pending.size === 1) watchNextAnswer()
      post({ kind: 'run', id, job })
      return answer.promise
    },
    close: async () => {
      isClosing = true
      post({ kind: 'close' })
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
      await ended.promise
      clearTimeout(timer)
    },
  }
  return self
}

function died(reason: string): TextgateError {
  return new TextgateError('MODEL_FAILED', `no model could be loaded because ${reason}; see the server log`)
}
