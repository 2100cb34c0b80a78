// A thread that helps with the jobs of a thread pool. Plain JavaScript, so that it runs beside src and beside dist.
import { workerData } from 'node:worker_threads'

const { module, memory, functions, buffer, layout, index } = workerData
const { WORDS, MAX_ARGUMENTS, ARGS_OFFSET, MESSAGE_OFFSET, SCRATCH_AT, SPIN_AT } = layout
const words = new Int32Array(buffer, 0, ARGS_OFFSET / 4)
const args = new Float64Array(buffer, ARGS_OFFSET, (MESSAGE_OFFSET - ARGS_OFFSET) / 8)
const message = new Uint8Array(buffer, MESSAGE_OFFSET)
const { exports } = new WebAssembly.Instance(module, { env: { memory } })
const callables = functions.map((name) => exports[name])

Atomics.add(words, WORDS.ready, 1)
while (Atomics.load(words, WORDS.quit) === 0) {
  const seen = Atomics.load(words, WORDS.generation)
  join()
  waitForNewsAfter(seen)
}

function join() {
  Atomics.store(words, WORDS.busy + index, 1)
  Atomics.add(words, WORDS.active, 1)
  if (Atomics.load(words, WORDS.open) === 1) work()
  Atomics.store(words, WORDS.busy + index, 0)
  const others = Atomics.sub(words, WORDS.active, 1) - 1
  if (others === 0 && Atomics.load(words, WORDS.callerWaits) === 1) Atomics.notify(words, WORDS.active)
}

/** Claims and does parts until none is left. */
function work() {
  const parts = words[WORDS.parts]
  let call = 0
  let first = 0 // first part of `call` among all parts
  let list = argumentsOf(call)
  for (;;) {
    const claimed = Atomics.add(words, WORDS.next, 1)
    if (claimed >= parts) return
    while (claimed >= first + words[WORDS.callTable + 3 * call + 2]) {
      first += words[WORDS.callTable + 3 * call + 2]
      list = argumentsOf(++call)
    }
    list[list.length - 3] = claimed - first
    try {
      callables[words[WORDS.callTable + 3 * call]](...list)
    } catch (error) {
      fail(error)
      return
    }
  }
}

/** The arguments of a call with room for part, parts and scratch at the end. */
function argumentsOf(call) {
  const start = call * MAX_ARGUMENTS
  const list = Array.from(args.subarray(start, start + words[WORDS.callTable + 3 * call + 1]))
  const scratch = args[SCRATCH_AT] + (index + 1) * args[SCRATCH_AT + 1]
  list.push(0, words[WORDS.callTable + 3 * call + 2], scratch)
  return list
}

/** Leaves the reason for the caller and keeps the others from claiming more. */
function fail(error) {
  if (Atomics.compareExchange(words, WORDS.failed, 0, index + 1) === 0) {
    const text = Buffer.from(String(error instanceof Error ? error.message : error)).subarray(
      0,
      message.length,
    )
    message.set(text)
    Atomics.store(words, WORDS.messageLength, text.length)
  }
  Atomics.store(words, WORDS.next, words[WORDS.parts])
}

/** Looks for a new job for a short while, then sleeps until one comes. */
function waitForNewsAfter(seen) {
  const until = performance.now() + args[SPIN_AT]
  for (let turn = 1; turn % 64 !== 0 || performance.now() < until; turn++) {
    if (Atomics.load(words, WORDS.generation) !== seen) return
  }
  Atomics.add(words, WORDS.sleeping, 1)
  Atomics.wait(words, WORDS.generation, seen)
  Atomics.sub(words, WORDS.sleeping, 1)
}
