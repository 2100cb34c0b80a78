// textgate as a subject: node textgate-process.mjs WORKLOAD-FOLDER BACKEND. The whole step as the trainer does it, through
// `train` itself, whose events tell when steps are done; what `train` does between epochs is not counted.
import { parseModelConfig, parseTrainingConfig, randomGenerator } from '@textgate/core'
import { createTextClassifier } from '@textgate/gru-model'
import { prepareBackend } from '@textgate/tfjs-runtime'
import { train } from '@textgate/trainer'
import { kernelsInUse } from './kernels-in-use.mjs'
import { readWorkload } from './read-workload.mjs'
import { answerRequests, tfjsRate } from './subject-process.mjs'

const [folder, prefer] = process.argv.slice(2)
const { tf } = await prepareBackend({ prefer })
const { facts, examples } = readWorkload(folder)
const model = createTextClassifier(parseModelConfig(facts.model), {
  vocabularySize: facts.vocabulary,
  classes: facts.classes,
  random: randomGenerator(1),
})
const labels = Array.from({ length: facts.classes }, (_, i) => `label ${i}`)
const kernels = await kernelsInUse()
const tokensADoc = examples.ids.length / examples.size
let endless

await answerRequests({
  first: { compute: kernels?.name ?? 'tfjs operations' },
  run: async (request) => {
    if (request === 'pass') {
      const once = startTraining(1)
      const done = await runSteps(once, ({ epochDone }) => epochDone)
      await once.events.return()
      return done
    }
    endless ??= startTraining(1_000_000)
    return runSteps(endless, ({ seconds }) => seconds >= request.seconds)
  },
  sgemm: (n) => kernels?.sgemm(n) ?? tfjsRate(tf, n),
})

function startTraining(epochs) {
  const config = parseTrainingConfig({ ...facts.training, epochs, patience: 0 })
  return { events: train({ model, train: examples, labels, config }), step: 0 }
}

/** Pulls events until enough steps are done; the time between an epoch's last step and the next one's first is left out. */
async function runSteps(training, enough) {
  const before = training.step
  let [seconds, mark] = [0, performance.now()]
  for (;;) {
    const { value: event } = await training.events.next()
    if (event.type === 'step') {
      seconds += (performance.now() - mark) / 1000
      training.step = event.step
      if (enough({ seconds, epochDone: event.step % facts.batches === 0 })) {
        const steps = training.step - before
        const docs = Math.round((steps * examples.size) / facts.batches)
        return { steps, docs, tokens: docs * tokensADoc, seconds, loss: event.loss }
      }
    }
    mark = performance.now()
  }
}
