import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `writeWorkload` wrote: facts, examples as the trainer takes them, and the batches' row numbers. */
export function readWorkload(folder) {
  const facts = JSON.parse(readFileSync(join(folder, 'workload.json'), 'utf8'))
  // Copied: a small file's bytes lie somewhere in a buffer that others share.
  const int32 = (name) => new Int32Array(Uint8Array.from(readFileSync(join(folder, `${name}.bin`))).buffer)
  const [order, sizes] = [int32('order'), int32('sizes')]
  const batches = []
  let start = 0
  for (const size of sizes) {
    batches.push(order.subarray(start, start + size))
    start += size
  }
  const examples = { ids: int32('ids'), offsets: int32('offsets'), labels: int32('labels'), size: facts.rows }
  return { facts, examples, batches }
}
