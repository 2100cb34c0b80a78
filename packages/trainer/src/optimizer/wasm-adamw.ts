import * as tf from '@tensorflow/tfjs'
import { readVariables } from '../read-variables.ts'
import { adamwProgram } from './adamw-program.ts'
import { sumOfSquares } from './gradient-norm.ts'
import { ADAM, isDecayed, type Optimizer, type OptimizerSettings, updateNumbers } from './optimizer.ts'
import { stateTensors, writeState } from './state-tensors.ts'
import type { WasmHeap } from './wasm-heap.ts'

type Update = (...offsetsCountAndNumbers: number[]) => void

/**
 * AdamW on the heap of tfjs's wasm backend: one pass over each variable, without copies. New values go into a new
 * tensor, because a tensor that others may hold must not change.
 */
export function wasmAdamw(
  variables: ReadonlyMap<string, tf.Variable>,
  settings: OptimizerSettings,
  heap: WasmHeap,
): Optimizer {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(adamwProgram()), {
    env: { memory: heap.memory },
  })
  const { update, average } = instance.exports as unknown as { update: Update; average: Update }
  const state = stateTensors(variables, settings)
  return {
    // The variables show every update at once.
    settle() {},
    update(gradients, step) {
      let squares = 0
      for (const gradient of gradients.values()) squares += sumOfSquares(heap.values(gradient))
      const norm = Math.sqrt(squares)
      if (!Number.isFinite(norm)) return norm
      const numbers = updateNumbers(settings, step, norm)
      for (const [name, gradient] of gradients) {
        const variable = variables.get(name) as tf.Variable
        const updated = heap.allocate(variable.shape)
        const at = (kind: string): number => heap.offset(state.get(`${kind}.${name}`) as tf.Tensor)
        update(
          ...[heap.offset(updated), heap.offset(variable), heap.offset(gradient), at('first'), at('second')],
          ...[variable.size, numbers.clip, ADAM.beta1, 1 - ADAM.beta1, ADAM.beta2, 1 - ADAM.beta2],
          ...[isDecayed(variable) ? numbers.keep : 1, numbers.stepSize, numbers.secondScale, ADAM.epsilon],
        )
        if (settings.averageDecay > 0) {
          average(
            ...[at('average'), heap.offset(updated), variable.size],
            ...[numbers.averageDecay, 1 - numbers.averageDecay],
          )
        }
        variable.assign(updated)
        updated.dispose()
      }
      return norm
    },
    read: () => readVariables(state),
    write: (saved) => writeState(state, saved),
    dispose: () => tf.dispose([...state.values()]),
  }
}

/** Whether this JavaScript engine runs the program (it needs 128-bit SIMD, which Node has had since 16.4). */
export function canRunWasmAdamw(): boolean {
  return WebAssembly.validate(adamwProgram())
}
