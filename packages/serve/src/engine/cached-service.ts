import { LRUCache } from 'lru-cache'
import type { InferenceService, TextInput } from '../service/inference-service.ts'
import { overService } from '../service/over-service.ts'
import type { ServedModel } from '../service/served-model.ts'

/** Bytes that an entry takes beside its text and its numbers. */
const ENTRY_BYTES = 100

/**
 * The service with a memory of answers: a text that was asked of a version before is not computed again. Answers of another
 * version, or of other files of the same, have other keys.
 *
 * @param bytes - of texts and answers at most, about
 * @param count - told how many texts of a model were there and how many were not
 */
export function cachedService(
  service: InferenceService,
  bytes: number,
  count: (model: ServedModel, hits: number, misses: number) => void,
): InferenceService {
  const cache = new LRUCache<string, Float32Array>({
    maxSize: bytes,
    sizeCalculation: (row, key) => 2 * key.length + row.byteLength + ENTRY_BYTES,
  })
  const probabilities: InferenceService['probabilities'] = async (model, inputs, options) => {
    const classes = model.text.manifest.labels.length
    const result = new Float32Array(inputs.length * classes) // [inputs, classes]
    const missing: number[] = []
    for (const [i, input] of inputs.entries()) {
      const row = typeof input === 'string' ? cache.get(keyOf(model.key, input)) : undefined
      if (row) result.set(row, i * classes)
      else missing.push(i)
    }
    count(model, inputs.length - missing.length, missing.length)
    if (missing.length === 0) return result
    const asked = missing.map((i) => inputs[i] as TextInput)
    const answers = await service.probabilities(model, asked, options)
    for (const [at, i] of missing.entries()) {
      const row = answers.slice(at * classes, (at + 1) * classes)
      result.set(row, i * classes)
      const input = inputs[i] as TextInput
      if (typeof input === 'string') cache.set(keyOf(model.key, input), row)
    }
    return result
  }
  return overService(service, { probabilities })
}

function keyOf(model: string, text: string): string {
  return `${model}\0${text}`
}
