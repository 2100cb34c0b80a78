import { TILE_BYTES } from './micro-kernel'
import { intAt, multiplyGroup, packGroup, paddedWidth, rowsOfGroup } from './recurrence'
import { firstUnit, loadLanes, multiplyAdd, storeLanes } from './simd'
import { sigmoid, tanh } from './vector-math'

/**
 * States of a GRU over packed rows: z = σ(Pz + h·Uz + cz), r = σ(Pr + h·Ur + cr), n = tanh(Pn + r∘(h·Un + cn)),
 * h' = z∘h + (1 − z)∘n. Cut by groups of rows. See README.md.
 */
export function gruForward(
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
  const H3 = 3 * H
  const packed = scratch + TILE_BYTES
  const products = packed + ((<usize>((groupRows + 3) & ~3) * H3) << 2)
  const productBytes = (<usize>paddedWidth(H3)) << 2
  for (let group = firstUnit(part, parts, groups); group < end; group++) {
    const first = group * groupRows
    for (let i = 0; i < steps; i++) {
      const t = reverse ? steps - 1 - i : i
      const rows = rowsOfGroup(rowsAtStep, t, steps, first, groupRows)
      if (rows == 0) continue
      const tBefore = reverse ? t + 1 : t - 1
      const rowsBefore = min(rows, rowsOfGroup(rowsAtStep, tBefore, steps, first, groupRows))
      const here = intAt(offsets, t) + first
      const before = rowsBefore > 0 ? states + ((<usize>(intAt(offsets, tBefore) + first) * lds) << 2) : 0
      if (rowsBefore > 0) {
        packGroup(before, lds, rowsBefore, H, packed)
        multiplyGroup(packed, rowsBefore, recurrent, products, H3, H, false)
      }
      for (let b = 0; b < rows; b++) {
        const position = here + b
        const p = P + ((<usize>(index ? intAt(index, position) : position) * ldp) << 2)
        gruRow(
          p,
          b < rowsBefore ? products + <usize>b * productBytes : 0,
          recurrentBias,
          b < rowsBefore ? before + ((<usize>b * lds) << 2) : 0,
          states + ((<usize>position * lds) << 2),
          trace ? trace + ((<usize>position * H) << 4) : 0,
          H,
        )
      }
    }
  }
}

/** One row of one step; `product` and `before` are 0 where the row starts. */
function gruRow(
  p: usize,
  product: usize,
  bias: usize,
  before: usize,
  state: usize,
  trace: usize,
  H: i32,
): void {
  const gate = (<usize>H) << 2
  const one = f32x4.splat(1)
  for (let j = 0; j < H; j += 4) {
    const lanes = H - j
    const at = (<usize>j) << 2
    let hz = loadLanes(bias + at, lanes)
    let hr = loadLanes(bias + gate + at, lanes)
    let hn = loadLanes(bias + 2 * gate + at, lanes)
    let h = f32x4.splat(0)
    if (product) {
      hz = f32x4.add(hz, loadLanes(product + at, lanes))
      hr = f32x4.add(hr, loadLanes(product + gate + at, lanes))
      hn = f32x4.add(hn, loadLanes(product + 2 * gate + at, lanes))
      h = loadLanes(before + at, lanes)
    }
    const z = sigmoid(f32x4.add(hz, loadLanes(p + at, lanes)))
    const r = sigmoid(f32x4.add(hr, loadLanes(p + gate + at, lanes)))
    const n = tanh(multiplyAdd(r, hn, loadLanes(p + 2 * gate + at, lanes)))
    storeLanes(state + at, multiplyAdd(z, h, f32x4.mul(f32x4.sub(one, z), n)), lanes)
    if (trace) {
      storeLanes(trace + at, z, lanes)
      storeLanes(trace + gate + at, r, lanes)
      storeLanes(trace + 2 * gate + at, n, lanes)
      storeLanes(trace + 3 * gate + at, hn, lanes)
    }
  }
}

/** Gradients of a GRU's gates, over the trace: dz, dr, dn, dn∘r. Cut by groups of rows. See README.md. */
export function gruBackward(
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
  const H3 = 3 * H
  const most = <usize>((groupRows + 3) & ~3)
  const packed = scratch + TILE_BYTES
  const gradients = packed + ((most * H3) << 2) // rows of dz, dr, dn∘r, side by side for packing
  const gradientBytes = (<usize>paddedWidth(H3)) << 2
  const carried = gradients + most * gradientBytes
  const carriedBytes = (<usize>paddedWidth(H)) << 2
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
      const before = rowsBefore > 0 ? states + ((<usize>(intAt(offsets, tBefore) + first) * lds) << 2) : 0
      for (let b = 0; b < rows; b++) {
        const position = here + b
        gruRowBackward(
          dStates + ((<usize>position * ldd) << 2),
          b < rowsBefore ? before + ((<usize>b * lds) << 2) : 0,
          trace + ((<usize>position * H) << 4),
          gradients + <usize>b * gradientBytes,
          carried + <usize>b * carriedBytes,
          H,
        )
      }
      if (rowsBefore > 0) {
        packGroup(gradients, paddedWidth(H3), rowsBefore, H3, packed)
        multiplyGroup(packed, rowsBefore, transposed, carried, H, H3, true)
      }
    }
  }
}

function gruRowBackward(
  dState: usize,
  before: usize,
  trace: usize,
  gradients: usize,
  carried: usize,
  H: i32,
): void {
  const gate = (<usize>H) << 2
  const one = f32x4.splat(1)
  for (let j = 0; j < H; j += 4) {
    const lanes = H - j
    const at = (<usize>j) << 2
    const d = f32x4.add(loadLanes(dState + at, lanes), v128.load(carried + at))
    const h = before ? loadLanes(before + at, lanes) : f32x4.splat(0)
    const z = loadLanes(trace + at, lanes)
    const r = loadLanes(trace + gate + at, lanes)
    const n = loadLanes(trace + 2 * gate + at, lanes)
    const hn = loadLanes(trace + 3 * gate + at, lanes)
    const u = f32x4.sub(one, z)
    const dn = f32x4.mul(f32x4.mul(d, u), f32x4.sub(one, f32x4.mul(n, n)))
    const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(h, n)), f32x4.mul(z, u))
    const dhn = f32x4.mul(dn, r)
    const dr = f32x4.mul(f32x4.mul(dhn, hn), f32x4.sub(one, r))
    storeLanes(trace + at, dz, lanes)
    storeLanes(trace + gate + at, dr, lanes)
    storeLanes(trace + 2 * gate + at, dn, lanes)
    storeLanes(trace + 3 * gate + at, dhn, lanes)
    storeLanes(gradients + at, dz, lanes)
    storeLanes(gradients + gate + at, dr, lanes)
    storeLanes(gradients + 2 * gate + at, dhn, lanes)
    v128.store(carried + at, f32x4.mul(d, z))
  }
}
