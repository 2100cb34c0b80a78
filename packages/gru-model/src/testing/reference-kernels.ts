import { type KernelCall, KernelMemory, type Kernels } from '@textgate/kernels'
import { referenceAttentionKernels } from './reference-attention-kernels.ts'

/** The exports of the kernels' README in plain loops of doubles; packed matrices are as they were. */
export function referenceKernels(): Kernels {
  const memory = new KernelMemory()
  const probe = memory.allocate(4)
  const pages = () => probe.floats.buffer
  const f = () => new Float32Array(pages())
  const i = () => new Int32Array(pages())
  type Fn = (...args: number[]) => void
  const steps = (rowsAtStep: number, offsets: number, count: number) => {
    const [n, o] = [rowsAtStep / 4, offsets / 4]
    const I = i()
    return Array.from({ length: count }, (_, t) => ({ t, rows: I[n + t]!, first: I[o + t]! }))
  }
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const ops: Record<string, Fn> = {
    packB: (B, K, N, ldb, transposed, packed) => {
      const F = f()
      for (let k = 0; k < K!; k++) {
        for (let n = 0; n < N!; n++) {
          F[packed! / 4 + k * N! + n] = F[B! / 4 + (transposed ? n * ldb! + k : k * ldb! + n)]!
        }
      }
    },
    packGates: (U, gates, H, ldu, packed) => ops.packB!(U!, H!, gates! * H!, ldu!, 0, packed!),
    matmul: (A, lda, packed, bias, C, ldc, M, N, K, accumulate) => {
      const F = f()
      for (let m = 0; m < M!; m++) {
        for (let n = 0; n < N!; n++) {
          let sum = accumulate ? F[C! / 4 + m * ldc! + n]! : bias ? F[bias / 4 + n]! : 0
          for (let k = 0; k < K!; k++) sum += F[A! / 4 + m * lda! + k]! * F[packed! / 4 + k * N! + n]!
          F[C! / 4 + m * ldc! + n] = sum
        }
      }
    },
    matmulTransposedA: (A, lda, B, ldb, C, ldc, M, N, K, accumulate, sums) => {
      const F = f()
      for (let n = 0; n < N!; n++) {
        for (let m = 0; m < M!; m++) {
          let sum = accumulate ? F[C! / 4 + m * ldc! + n]! : 0
          for (let k = 0; k < K!; k++) sum += F[A! / 4 + k * lda! + m]! * F[B! / 4 + k * ldb! + n]!
          F[C! / 4 + m * ldc! + n] = sum
        }
        if (!sums) continue
        let sum = accumulate ? F[sums / 4 + n]! : 0
        for (let k = 0; k < K!; k++) sum += F[B! / 4 + k * ldb! + n]!
        F[sums / 4 + n] = sum
      }
    },
    recurrentGradient: (...args) => {
      const [states, lds, gradients, ldg, jumpAt, jump, rowsAtStep, offsets, count, reverse] = args
      const [C, ldc, M, N, accumulate, sums] = args.slice(10)
      const F = f()
      const all = steps(rowsAtStep!, offsets!, count!)
      for (let n = 0; n < N!; n++) {
        const column = n >= jumpAt! ? n + jump! : n
        const total = new Float64Array(M!)
        let biasSum = 0
        for (const { t, rows, first } of all) {
          const previous = all[reverse ? t + 1 : t - 1]
          for (let b = 0; b < rows; b++) {
            const g = F[gradients! / 4 + (first + b) * ldg! + column]!
            biasSum += g
            if (!previous || b >= previous.rows) continue
            for (let m = 0; m < M!; m++) total[m]! += g * F[states! / 4 + (previous.first + b) * lds! + m]!
          }
        }
        for (let m = 0; m < M!; m++)
          F[C! / 4 + m * ldc! + n] = total[m]! + (accumulate ? F[C! / 4 + m * ldc! + n]! : 0)
        if (sums) F[sums / 4 + n] = biasSum + (accumulate ? F[sums / 4 + n]! : 0)
      }
    },
    gruForward: (
      P,
      ldp,
      index,
      U,
      cu,
      states,
      lds,
      trace,
      rowsAtStep,
      offsets,
      count,
      _batch,
      H,
      reverse,
    ) => {
      const [F, I] = [f(), i()]
      const all = steps(rowsAtStep!, offsets!, count!)
      for (const { t, rows, first } of reverse ? all.toReversed() : all) {
        const previous = all[reverse ? t + 1 : t - 1]
        for (let b = 0; b < rows; b++) {
          const p = first + b
          const x = P! / 4 + (index ? I[index / 4 + p]! : p) * ldp!
          const h = Array.from({ length: H! }, (_, j) =>
            previous && b < previous.rows ? F[states! / 4 + (previous.first + b) * lds! + j]! : 0,
          )
          const u = (c: number) =>
            h.reduce((sum, v, j) => sum + v * F[U! / 4 + j * 3 * H! + c]!, F[cu! / 4 + c]!)
          for (let j = 0; j < H!; j++) {
            const z = sigmoid(F[x + j]! + u(j))
            const r = sigmoid(F[x + H! + j]! + u(H! + j))
            const hn = u(2 * H! + j)
            const n = Math.tanh(F[x + 2 * H! + j]! + r * hn)
            F[states! / 4 + p * lds! + j] = z * h[j]! + (1 - z) * n
            if (!trace) continue
            const at = trace / 4 + p * 4 * H! + j
            for (const [g, v] of [z, r, n, hn].entries()) F[at + g * H!] = v
          }
        }
      }
    },
    gruBackward: (dS, ldd, states, lds, Ut, trace, rowsAtStep, offsets, count, _batch, H, reverse) => {
      const F = f()
      const all = steps(rowsAtStep!, offsets!, count!)
      const carried = new Map<number, Float64Array>()
      for (const { t, rows, first } of reverse ? all : all.toReversed()) {
        const previous = all[reverse ? t + 1 : t - 1]
        for (let b = 0; b < rows; b++) {
          const p = first + b
          const at = trace! / 4 + p * 4 * H!
          const carry = carried.get(b)
          const next = new Float64Array(H!)
          const gates = new Float64Array(3 * H!)
          for (let j = 0; j < H!; j++) {
            const [z, r, n, hn] = [0, 1, 2, 3].map((g) => F[at + g * H! + j]!) as [
              number,
              number,
              number,
              number,
            ]
            const h = previous && b < previous.rows ? F[states! / 4 + (previous.first + b) * lds! + j]! : 0
            const dh = F[dS! / 4 + p * ldd! + j]! + (carry?.[j] ?? 0)
            const dn = dh * (1 - z) * (1 - n * n)
            const dz = dh * (h - n) * z * (1 - z)
            const dr = dn * hn * r * (1 - r)
            for (const [g, v] of [dz, dr, dn, dn * r].entries()) F[at + g * H! + j] = v
            gates[j] = dz
            gates[H! + j] = dr
            gates[2 * H! + j] = dn * r
            next[j] = dh * z
          }
          for (let j = 0; j < H!; j++) {
            for (let c = 0; c < 3 * H!; c++) next[j]! += gates[c]! * F[Ut! / 4 + c * H! + j]!
          }
          carried.set(b, next)
        }
      }
    },
    gatherRows: (table, ldt, ids, out, ldo, rows, width) => {
      const [F, I] = [f(), i()]
      for (let r = 0; r < rows!; r++) {
        const from = table! / 4 + I[ids! / 4 + r]! * ldt!
        F.copyWithin(out! / 4 + r * ldo!, from, from + width!)
      }
    },
    segmentSums: (values, ldv, starts, positions, out, ldo, segments, width) => {
      const [F, I] = [f(), i()]
      for (let s = 0; s < segments!; s++) {
        for (let j = 0; j < width!; j++) {
          let sum = 0
          for (let k = I[starts! / 4 + s]!; k < I[starts! / 4 + s + 1]!; k++) {
            sum += F[values! / 4 + I[positions! / 4 + k]! * ldv! + j]!
          }
          F[out! / 4 + s * ldo! + j] = sum
        }
      }
    },
    dropoutRows: (x, ldx, out, ldo, rows, width, seed, threshold, kept) => {
      const F = f()
      for (let r = 0; r < rows!; r++) {
        for (let j = 0; j < width!; j++) {
          let hash = (seed! + Math.imul(r * width! + j, 0x9e3779b9)) | 0
          hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
          hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
          hash = (hash ^ (hash >>> 16)) >>> 1
          F[out! / 4 + r * ldo! + j] = hash < threshold! ? 0 : kept! * F[x! / 4 + r * ldx! + j]!
        }
      }
    },
    relu: (x, out, count) => {
      const F = f()
      for (let k = 0; k < count!; k++) F[out! / 4 + k] = Math.max(0, F[x! / 4 + k]!)
    },
    reluBackward: (y, d, count) => {
      const F = f()
      for (let k = 0; k < count!; k++) if (!(F[y! / 4 + k]! > 0)) F[d! / 4 + k] = 0
    },
    fillZero: (out, count) => void f().fill(0, out! / 4, out! / 4 + count!),
  }
  const pool =
    (kind: string, back: boolean): Fn =>
    (...args) => {
      const [F, I] = [f(), i()]
      const [argmaxFirst] = back && kind === 'max' ? args.splice(2, 1) : []
      const [a, lda, rowsAtStep, offsets, count, batch, width, c, ldc, ...rest] = args
      const all = steps(rowsAtStep!, offsets!, count!)
      const argmax = argmaxFirst ?? (kind === 'max' ? rest.shift() : 0)
      const reverse = kind === 'last' ? rest.shift() : 0
      const accumulate = back ? rest.shift() : 0
      for (let b = 0; b < batch!; b++) {
        const own = all.filter(({ rows }) => b < rows).map(({ first }) => first + b)
        for (let j = 0; j < width!; j++) {
          const at = (p: number) => (back ? c! / 4 + p * ldc! : a! / 4 + p * lda!) + j
          const out = (back ? a! / 4 + b * lda! : c! / 4 + b * ldc!) + j
          let best = own[0] ?? -1
          if (!back && kind === 'max') for (const p of own) if (F[at(p)]! > F[at(best)]!) best = p
          if (back && kind === 'max') best = I[argmax! / 4 + b * width! + j]!
          if (kind === 'last') best = own.at(reverse ? 0 : -1) ?? -1
          if (!back) {
            if (kind === 'max' && argmax) I[argmax / 4 + b * width! + j] = best
            const mean = own.reduce((sum, p) => sum + F[at(p)]!, 0) / (own.length || 1)
            F[out] = kind === 'mean' ? mean : best < 0 ? 0 : F[at(best)]!
            continue
          }
          for (const p of own) {
            const share = kind === 'mean' ? F[out]! / own.length : p === best ? F[out]! : 0
            F[at(p)] = share + (accumulate ? F[at(p)]! : 0)
          }
        }
      }
    }
  Object.assign(
    ops,
    referenceAttentionKernels(f, (row, rowsAtStep, offsets, count) =>
      steps(rowsAtStep, offsets, count).flatMap(({ rows, first }) => (row < rows ? [first + row] : [])),
    ),
  )
  for (const kind of ['max', 'mean', 'last']) {
    const name = `pool${kind[0]!.toUpperCase()}${kind.slice(1)}`
    ops[name] = pool(kind, false)
    ops[`${name}Backward`] = pool(kind, true)
  }
  return {
    build: 'simd',
    memory,
    threads: 1,
    threadsReady: 1,
    run(calls: readonly KernelCall[]) {
      for (const { name, args } of calls) {
        const op = ops[name]
        if (!op) throw new Error(`the reference has no ${name}`)
        op(...args)
      }
    },
    evaluate: (name, gates = 0, hidden = 0) => (name === 'packedGatesSize' ? gates * hidden * hidden : 0),
    reserveScratch() {},
    dispose() {},
  }
}
