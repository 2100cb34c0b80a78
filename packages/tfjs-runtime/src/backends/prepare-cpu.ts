import { cpuSegmentSum } from '../kernels/cpu-segment-sum.ts'
import { replaceKernel } from '../kernels/replace-kernel.ts'
import type { Tfjs } from '../tfjs.ts'

/** Makes the plain JavaScript backend current, with the kernels that training needs. */
export async function prepareCpu(tf: Tfjs): Promise<string> {
  quietCpu(tf)
  replaceKernel(tf, 'UnsortedSegmentSum', 'cpu', cpuSegmentSum)
  if (!(await tf.setBackend('cpu'))) throw new Error('TensorFlow.js refused its cpu backend')
  await tf.ready()
  return 'plain JavaScript, which runs everywhere and is the slowest'
}

/** Keeps the cpu backend from advertising tfjs-node at its first use. */
export function quietCpu(tf: Tfjs): void {
  const backend = tf.findBackend('cpu') as unknown as { firstUse?: boolean } | null
  if (backend !== null) backend.firstUse = false
}
