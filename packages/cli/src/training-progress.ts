import type { TrainingEvent } from '@textgate/trainer'
import { duration, percent } from './format.ts'
import type { Output } from './output.ts'

/** Without a terminal, a line every so often shows that training goes on. */
const PLAIN_LINE_MS = 15_000
const BAR_WIDTH = 24

/** Shows training events: a bar with the time that is left on a terminal, plain lines elsewhere. */
export function trainingProgress(output: Output): (event: TrainingEvent) => void {
  let shown = 0
  return (event) => {
    switch (event.type) {
      case 'resumed':
        output.note(`going on from the checkpoint at epoch ${event.epoch}, step ${event.step}`)
        break
      case 'step': {
        const { epoch, step, stepsInEpoch, loss, textsPerSecond, etaSeconds } = event
        const figures = `epoch ${epoch} step ${step}/${stepsInEpoch} loss ${loss.toFixed(4)} ${Math.round(textsPerSecond)} texts/s, at most ${duration(etaSeconds)} left`
        if (output.terminal) {
          const done = Math.round((step / stepsInEpoch) * BAR_WIDTH)
          output.redraw(`[${'#'.repeat(done)}${'.'.repeat(BAR_WIDTH - done)}] ${figures}`)
        } else if (Date.now() - shown > PLAIN_LINE_MS) {
          shown = Date.now()
          output.note(figures)
        }
        break
      }
      case 'evaluation': {
        const { epoch, trainLoss, metrics, best, seconds } = event
        output.note(
          `epoch ${epoch}: loss ${trainLoss.toFixed(4)}, dev loss ${metrics.loss.toFixed(4)}, dev accuracy ${percent(metrics.accuracy)}, dev macro F1 ${percent(metrics.macroF1)}, ${duration(seconds)}${best ? ', best so far' : ''}`,
        )
        break
      }
      case 'stopped':
        output.note(`stopped early: ${event.reason}`)
        break
    }
  }
}
