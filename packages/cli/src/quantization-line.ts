import type { ExportedModel, QuantizationRecord } from '@textgate/core'
import { percent } from './format.ts'

/** What a quantised model gains and costs. @param fullBytes - of the model in float32 */
export function quantizationLine({ onnx, certificate }: ExportedModel, fullBytes: number): string {
  const size = `${(onnx.length / 1e6).toFixed(2)} MB, ${(onnx.length / fullBytes).toFixed(2)} of model.onnx`
  const { quantization } = certificate
  return quantization === undefined
    ? `  ${size}`
    : `  ${size}; beside the trained model ${besideTrained(quantization)}`
}

/** How the answers of a quantised model differ from those of the trained one. */
export function besideTrained({ texts, agreement, largestDifference, accuracy }: QuantizationRecord): string {
  const right =
    accuracy === undefined
      ? ''
      : `; right answers ${percent(accuracy.quantized)} instead of ${percent(accuracy.trained)}`
  return `${percent(agreement)} of ${texts} texts alike, probabilities at most ${largestDifference.toPrecision(2)} apart${right}`
}
