import { type AnswerRule, DEFAULT_THRESHOLD, ONNX_INTERFACE } from '@textgate/core'
import type { GraphBuilder } from './graph-builder.ts'

/**
 * Adds which labels are answered, as `answerOf` says it: bool [batch, classes].
 *
 * @param probabilities - float [batch, classes]
 */
export function answersGraph(
  graph: GraphBuilder,
  probabilities: string,
  rule: AnswerRule,
  classes: number,
): string {
  const { answered } = ONNX_INTERFACE
  const reaches = (name: string, least: readonly number[]): string =>
    graph.add(name, 'GreaterOrEqual', [
      probabilities,
      graph.constant({
        name: `${name}.least`,
        type: 'float',
        shape: [least.length],
        data: Float32Array.from(least, ceilFloat32),
      }),
    ])
  if (rule.head === 'multi') {
    const { thresholds = new Array<number>(classes).fill(DEFAULT_THRESHOLD) } = rule
    return reaches(answered, thresholds)
  }
  const best = graph.add('answered.best', 'ArgMax', [probabilities], { axis: 1, keepdims: 1 }) // [batch, 1]
  const indices = graph.integers(
    'answered.labels',
    Array.from({ length: classes }, (_, c) => c),
  )
  if (!rule.unknownBelow) return graph.add(answered, 'Equal', [best, indices])
  const isBest = graph.add('answered.is_best', 'Equal', [best, indices]) // [batch, classes]
  return graph.add(answered, 'And', [isBest, reaches('answered.is_sure', [rule.unknownBelow])])
}

/** The least float32 that is no less: what reaches it reaches the number itself. */
function ceilFloat32(value: number): number {
  const rounded = Math.fround(value)
  if (rounded >= value) return rounded
  // Thresholds are not negative, and the next float32 is the next integer of its bits.
  const bits = new Uint32Array(Float32Array.of(rounded).buffer)
  return new Float32Array(Uint32Array.of((bits[0] as number) + 1).buffer)[0] as number
}
