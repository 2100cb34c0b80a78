import * as tf from '@tensorflow/tfjs'
import type { NamedWeights } from '@textgate/core'
import { writeVariables } from '../read-variables.ts'
import type { OptimizerSettings } from './optimizer.ts'

/** `first.NAME` and `second.NAME` of zeros and, where weights are averaged, `average.NAME` of the variable's values. */
export function stateTensors(
  variables: ReadonlyMap<string, tf.Variable>,
  { averageDecay }: OptimizerSettings,
): Map<string, tf.Variable> {
  const state = new Map<string, tf.Variable>()
  for (const [name, variable] of variables) {
    const add = (kind: string, value: tf.Tensor): void => {
      state.set(`${kind}.${name}`, tf.variable(value, false))
      value.dispose()
    }
    add('first', tf.zeros(variable.shape))
    add('second', tf.zeros(variable.shape))
    // Not a clone: that would share the variable's memory, which the state writes to.
    if (averageDecay > 0) add('average', tf.add(variable, 0))
  }
  return state
}

/** Assigns a saved state. */
export function writeState(state: ReadonlyMap<string, tf.Variable>, saved: NamedWeights): void {
  writeVariables(state, saved)
}
