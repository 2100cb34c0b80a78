import type { TrainingEvent } from '@textgate/trainer'
import { duration, epochFigures } from './format.ts'
import type { Output } from './output.ts'

/** Without a terminal, a line every so often shows that training goes on. */
const PLAIN_LINE_MS = 15_000
const BAR_WIDTH = 24

/** Shows training events: a bar with the time that is left on a terminal, plain lines elsewhere. */
export function trainingProgress(output: Output): (event: TrainingEvent) => void {
  let lineShown = 0
  let epochStarted = performance.now()
  let hasSteps = true
  let isSecond = false
  let isLinearAgain = false
  return (event) => {
    switch (event.type) {
      case 'start':
        if (event.resumedSteps > 0)
          output.note(`going on from the checkpoint after step ${event.resumedSteps}`)
        hasSteps = event.stepsPerEpoch > 0
        if (hasSteps) output.note(`at most ${event.epochs} epochs of ${event.stepsPerEpoch} steps`)
        break
      case 'epoch':
        epochStarted = performance.now()
        break
      case 'linear':
        if (event.passes === 1 && !isLinearAgain) {
          output.note(
            `training the n-grams${hasSteps && !isSecond ? ' first; the figures of each epoch are those of the encoder alone' : ''}`,
          )
        }
        if (output.terminal) output.redraw(`n-grams: pass ${event.passes}`)
        if (event.priors === 'naive-bayes' && !isSecond) {
          output.note('the n-grams have the priors of naive Bayes')
        }
        if (event.sharing === 'prefixes' && !isSecond) {
          output.note('words that begin alike share a part of their weights as n-grams')
        }
        break
      case 'step': {
        const { epoch, step, steps, loss, textsPerSecond, etaSeconds } = event
        const figures = `epoch ${epoch}, step ${step} of ${steps}, loss ${loss.toFixed(4)}, ${Math.round(textsPerSecond)} texts/s, at most ${duration(etaSeconds)} left`
        if (output.terminal) {
          const done = Math.round((step / steps) * BAR_WIDTH)
          output.redraw(`[${'#'.repeat(done)}${'.'.repeat(BAR_WIDTH - done)}] ${figures}`)
        } else if (performance.now() - lineShown > PLAIN_LINE_MS) {
          lineShown = performance.now()
          output.note(figures)
        }
        break
      }
      case 'evaluation': {
        const { epoch, trainingLoss, metrics, best } = event
        const seconds = (performance.now() - epochStarted) / 1000
        output.note(
          `epoch ${epoch}: loss ${trainingLoss.toFixed(4)}, ${epochFigures(metrics)}, ${duration(seconds)}${best ? ', best so far' : ''}`,
        )
        break
      }
      case 'refit':
        isSecond = true
        isLinearAgain = event.epochs === 0
        output.note(
          isLinearAgain
            ? `training the n-grams again, on train and dev together, ${event.rows} rows; figures on dev stay those of the first time`
            : `training again on train and dev together, ${event.rows} rows, for ${event.epochs} epoch${event.epochs === 1 ? '' : 's'}; figures on dev stay those of the first time`,
        )
        break
      case 'stopped':
        if (event.reason === 'patience') output.note('stopped early: the dev metric did not improve any more')
        break
    }
  }
}
