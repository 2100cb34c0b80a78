// Labels messages, one a line of the standard input, as they come: node route-messages.mjs MODEL < messages.txt
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isTextgateError } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'
import { loadClassifier } from '@textgate/serve'

const [folder = 'model'] = process.argv.slice(2)
const classifier = await loadClassifier(await readServableBundle(folder))

/** How long an answer is worth waiting for, in milliseconds. */
const PATIENCE_MS = 5_000

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

/** @param {string} message */
async function route(message) {
  try {
    // Each message is a call of its own; those at the same time share runs of the model.
    const options = { topK: 1, signal: stop.signal, deadline: performance.now() + PATIENCE_MS }
    const [prediction] = await classifier.classify([message], options)
    console.log(JSON.stringify({ message, label: prediction?.label, probability: prediction?.probability }))
  } catch (error) {
    if (stop.signal.aborted) return
    if (!isTextgateError(error, 'DEADLINE_EXCEEDED')) throw error
    console.log(JSON.stringify({ message, label: null })) // nobody knows in time: a person looks at it
  }
}

/** @type {Promise<void>[]} */
const routed = []
const lines = createInterface({ input: process.stdin })
lines.on('line', (message) => void routed.push(route(message)))
await once(lines, 'close')
await Promise.all(routed)
await classifier.close()
