import { TILE_BYTES } from './micro-kernel'
import { intAt, multiplyGroup, packGroup, paddedWidth, rowsOfGroup } from './recurrence'
import { firstUnit, loadLanes, storeLanes } from './simd'
import { tanh } from './vector-math'

/** States of a simple recurrent network over packed rows: h' = tanh(P + h·U + c). Cut by groups of rows. See README.md. */
export function rnnForward(
  P: usize,
  ldp: i32,
  index: usize,
  recurrent: usize,
  recurrentBias: usize,
  states: usize,
  lds: i32,
  trace: usize,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  H: i32,
  reverse: i32,
  groupRows: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const groups = (batch + groupRows - 1) / groupRows
  const end = firstUnit(part + 1, parts, groups)
  const packed = scratch + TILE_BYTES
  const products = packed + ((<usize>((groupRows + 3) & ~3) * H) << 2)
  const productBytes = (<usize>paddedWidth(H)) << 2
  for (let group = firstUnit(part, parts, groups); group < end; group++) {
    const first = group * groupRows
    for (let i = 0; i < steps; i++) {
      const t = reverse ? steps - 1 - i : i
      const rows = rowsOfGroup(rowsAtStep, t, steps, first, groupRows)
      if (rows == 0) continue
      const tBefore = reverse ? t + 1 : t - 1
      const rowsBefore = min(rows, rowsOfGroup(rowsAtStep, tBefore, steps, first, groupRows))
      const here = intAt(offsets, t) + first
      if (rowsBefore > 0) {
        packGroup(
          states + ((<usize>(intAt(offsets, tBefore) + first) * lds) << 2),
          lds,
          rowsBefore,
          H,
          packed,
        )
        multiplyGroup(packed, rowsBefore, recurrent, products, H, H, false)
      }
      for (let b = 0; b < rows; b++) {
        const position = here + b
        const p = P + ((<usize>(index ? intAt(index, position) : position) * ldp) << 2)
        const product: usize = b < rowsBefore ? products + <usize>b * productBytes : 0
        const state = states + ((<usize>position * lds) << 2)
        for (let j = 0; j < H; j += 4) {
          const lanes = H - j
          const at = (<usize>j) << 2
          let a = f32x4.add(loadLanes(p + at, lanes), loadLanes(recurrentBias + at, lanes))
          if (product) a = f32x4.add(a, loadLanes(product + at, lanes))
          storeLanes(state + at, tanh(a), lanes)
        }
      }
    }
  }
}

/** Gradients before the tanh, written to the trace. Cut by groups of rows. See README.md. */
export function rnnBackward(
  dStates: usize,
  ldd: i32,
  states: usize,
  lds: i32,
  transposed: usize,
  trace: usize,
  rowsAtStep: usize,
  offsets: usize,
  steps: i32,
  batch: i32,
  H: i32,
  reverse: i32,
  groupRows: i32,
  part: i32,
  parts: i32,
  scratch: usize,
): void {
  const groups = (batch + groupRows - 1) / groupRows
  const end = firstUnit(part + 1, parts, groups)
  const most = <usize>((groupRows + 3) & ~3)
  const packed = scratch + TILE_BYTES
  const carried = packed + ((most * H) << 2)
  const carriedBytes = (<usize>paddedWidth(H)) << 2
  const one = f32x4.splat(1)
  for (let group = firstUnit(part, parts, groups); group < end; group++) {
    const first = group * groupRows
    memory.fill(carried, 0, most * carriedBytes)
    for (let i = 0; i < steps; i++) {
      const t = reverse ? i : steps - 1 - i
      const rows = rowsOfGroup(rowsAtStep, t, steps, first, groupRows)
      if (rows == 0) continue
      const tBefore = reverse ? t + 1 : t - 1
      const rowsBefore = min(rows, rowsOfGroup(rowsAtStep, tBefore, steps, first, groupRows))
      const here = intAt(offsets, t) + first
      for (let b = 0; b < rows; b++) {
        const position = here + b
        const dState = dStates + ((<usize>position * ldd) << 2)
        const state = states + ((<usize>position * lds) << 2)
        const out = trace + ((<usize>position * H) << 2)
        const carry = carried + <usize>b * carriedBytes
        for (let j = 0; j < H; j += 4) {
          const lanes = H - j
          const at = (<usize>j) << 2
          const h = loadLanes(state + at, lanes)
          const d = f32x4.add(loadLanes(dState + at, lanes), v128.load(carry + at))
          storeLanes(out + at, f32x4.mul(d, f32x4.sub(one, f32x4.mul(h, h))), lanes)
          v128.store(carry + at, f32x4.splat(0))
        }
      }
      if (rowsBefore > 0) {
        packGroup(trace + ((<usize>here * H) << 2), H, rowsBefore, H, packed)
        multiplyGroup(packed, rowsBefore, transposed, carried, H, H, true)
      }
    }
  }
}
