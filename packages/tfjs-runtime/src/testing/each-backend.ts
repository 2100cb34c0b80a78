import { prepareBackend } from '../prepare-backend.ts'
import type { Tfjs } from '../tfjs.ts'

/** The backends that every machine has. */
export const PORTABLE_BACKENDS = ['wasm', 'cpu'] as const

/** TensorFlow.js with one of the portable backends current. */
export async function tfOn(backend: (typeof PORTABLE_BACKENDS)[number]): Promise<Tfjs> {
  return (await prepareBackend({ prefer: backend })).tf
}
