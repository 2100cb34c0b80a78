import * as tf from '@tensorflow/tfjs'
import { readVariables } from '../read-variables.ts'
import { ADAM, isDecayed, type Optimizer, type OptimizerSettings, updateNumbers } from './optimizer.ts'
import { stateTensors, writeState } from './state-tensors.ts'

/** AdamW in tfjs operations: for the native backend, and any other whose memory is out of reach. */
export function tensorAdamw(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
): Optimizer {
  const state = stateTensors(variables, settings)
  return {
    // The variables show every update at once.
    settle() {},
    update(gradients, step) {
      const norm = tf.tidy(() => {
        const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)))
        return Math.sqrt(tf.addN(squares).dataSync()[0] as number)
      })
      if (!Number.isFinite(norm)) return norm
      const { clip, stepSize, secondScale, keep, averageDecay } = updateNumbers(settings, step, norm)
      for (const [name, gradient] of gradients) {
        const variable = variables.get(name) as tf.Variable
        const of = (kind: string): tf.Variable => state.get(`${kind}.${name}`) as tf.Variable
        tf.tidy(() => {
          const clipped = tf.mul(gradient, clip)
          const first = tf.add(tf.mul(of('first'), ADAM.beta1), tf.mul(clipped, 1 - ADAM.beta1))
          const second = tf.add(tf.mul(of('second'), ADAM.beta2), tf.mul(tf.square(clipped), 1 - ADAM.beta2))
          const scale = tf.add(tf.mul(tf.sqrt(second), secondScale), ADAM.epsilon)
          const kept = isDecayed(variable) ? tf.mul(variable, keep) : variable
          const updated = tf.sub(kept, tf.div(tf.mul(first, stepSize), scale))
          of('first').assign(first)
          of('second').assign(second)
          variable.assign(updated)
          if (settings.averageDecay > 0) {
            of('average').assign(
              tf.add(tf.mul(of('average'), averageDecay), tf.mul(updated, 1 - averageDecay)),
            )
          }
        })
      }
      return norm
    },
    read: () => readVariables(state),
    write: (saved) => writeState(state, saved),
    dispose: () => tf.dispose([...state.values()]),
  }
}
