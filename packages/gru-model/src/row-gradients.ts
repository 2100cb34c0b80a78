import * as tf from '@tensorflow/tfjs'
import { hostView } from './host-view.ts'
import { scatterOnDevice } from './scatter-rows.ts'

/** Row ids of each gradient that `rowGradients` gave, by its data, so that clones are known too. */
const touched = new WeakMap<tf.DataId, Int32Array>()

/**
 * The rows of a table's gradient that can be other than zero, ascending; undefined when that is not known, and any may
 * be. Known for the gradients of `embedding` and `ngrams.kernel` as the model's backward pass gives them, but not for
 * sums or other results.
 */
export function touchedRows(gradient: tf.Tensor): Int32Array | undefined {
  return touched.get(gradient.dataId)
}

/** Makes the gradients of one table, which most steps touch in a small part. Whoever creates one disposes it. */
export interface RowGradients {
  /**
   * A dense gradient, float32, shape `shape`: `rows` at `ids`, zeros elsewhere.
   *
   * It lies in memory that is used again after the gradient has been disposed, so a step costs the touched rows, not
   * the table. While the gradient or a clone lives, its values stay. On the cpu backend `dataSync` gives a view of that
   * memory and not a copy, as always there: copy what must outlive the gradient.
   *
   * @param rows - float32, shape [ids.length, width]; read at once
   * @param ids - rows of the table, ascending and distinct; the ignored row is left out
   * @param shape - [table rows, width]
   */
  gradient(rows: tf.Tensor2D | Float32Array, ids: Int32Array, shape: readonly [number, number]): tf.Tensor2D
  /** Frees the memory, or leaves it to the gradient that still uses it. */
  dispose(): void
}

interface Kept {
  readonly tensor: tf.Tensor2D
  readonly backend: string
  ids: Int32Array
}

/**
 * See `RowGradients`.
 *
 * @param ignoredRow - a row that never gets a gradient, the padding's; none unless given
 */
export function rowGradients(ignoredRow = -1): RowGradients {
  let kept: Kept | undefined
  const release = (): void => {
    if (kept && !kept.tensor.isDisposed) kept.tensor.dispose()
    kept = undefined
  }
  const free = (shape: readonly number[]): Kept => {
    if (kept?.backend === tf.getBackend() && !kept.tensor.isDisposed) {
      const { tensor } = kept
      const isOurs = tf.backend().refCount(tensor.dataId) === 1
      if (isOurs && tensor.shape[0] === shape[0] && tensor.shape[1] === shape[1]) return kept
    }
    release()
    const tensor = tf.keep(tf.zeros<tf.Rank.R2>(shape as [number, number]))
    kept = { tensor, backend: tf.getBackend(), ids: new Int32Array(0) }
    return kept
  }
  return {
    gradient(rows, ids, shape) {
      const width = shape[1]
      const real = ids.includes(ignoredRow) ? ids.filter((id) => id !== ignoredRow) : ids
      if (!canShare()) {
        const gradient = onDevice(rows, ids, shape, ignoredRow)
        touched.set(gradient.dataId, real)
        return gradient
      }
      const buffer = free(shape)
      const values = hostView(buffer.tensor) as Float32Array
      for (const id of buffer.ids) clearRow(values, id * width, width)
      const from = rows instanceof tf.Tensor ? (hostView(rows) as Float32Array) : rows
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i] as number
        if (id !== ignoredRow) copyRow(from, i * width, values, id * width, width)
      }
      buffer.ids = real
      touched.set(buffer.tensor.dataId, real)
      return shared(buffer.tensor)
    },
    dispose: release,
  }
}

/** Below this many columns a plain loop is faster than a view. */
const NARROW = 32

function clearRow(values: Float32Array, at: number, width: number): void {
  if (width >= NARROW) values.fill(0, at, at + width)
  else for (let i = at; i < at + width; i++) values[i] = 0
}

function copyRow(from: Float32Array, at: number, to: Float32Array, target: number, width: number): void {
  if (width >= NARROW) to.set(from.subarray(at, at + width), target)
  else for (let i = 0; i < width; i++) to[target + i] = from[at + i] as number
}

/** Whether tensors are in the host's reach and count their users. */
function canShare(): boolean {
  return tf.getBackend() === 'cpu' || tf.getBackend() === 'wasm'
}

/** A second tensor on the same memory. tf.clone would copy on wasm. */
function shared(tensor: tf.Tensor2D): tf.Tensor2D {
  tf.backend().incRef(tensor.dataId)
  return tf.engine().makeTensorFromTensorInfo(tensor) as tf.Tensor2D
}

function onDevice(
  rows: tf.Tensor2D | Float32Array,
  ids: Int32Array,
  shape: readonly [number, number],
  ignoredRow: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    const tensor = rows instanceof tf.Tensor ? rows : tf.tensor2d(rows, [ids.length, shape[1]])
    return scatterOnDevice(
      tensor,
      ids.map((id) => (id === ignoredRow ? -1 : id)),
      shape[0],
    )
  })
}
