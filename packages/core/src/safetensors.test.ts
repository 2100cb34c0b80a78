import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { isTextgateError } from './errors.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'
import type { WeightTensor } from './weights.ts'

const python = process.env.TEXTGATE_PYTHON ?? join(import.meta.dirname, '../../../.cache/venv/bin/python')

function pythonReason(): string | undefined {
  if (!existsSync(python)) return `no Python at ${python}`
  try {
    execFileSync(python, ['-c', 'import safetensors.numpy'], { stdio: 'pipe' })
  } catch {
    return 'Python has no safetensors'
  }
  return undefined
}

const tensors = fc
  .dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
    fc.array(fc.nat(4), { maxLength: 3 }),
    {
      maxKeys: 6,
    },
  )
  .map(
    (shapes) =>
      new Map<string, WeightTensor>(
        Object.entries(shapes).map(([name, shape], n) => {
          const length = shape.reduce((product, size) => product * size, 1)
          return [name, { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i + n)) }]
        }),
      ),
  )

test('decoding gives back what was encoded', () => {
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (weights, metadata) => {
      const decoded = decodeSafetensors(encodeSafetensors(weights, metadata))
      expect(new Map([...decoded.weights].sort())).toEqual(new Map([...weights].sort()))
      expect({ ...decoded.metadata }).toEqual({ ...metadata })
    }),
  )
})

test('equal weights give equal bytes, in whatever order they were added', () => {
  fc.assert(
    fc.property(tensors, (weights) => {
      expect(encodeSafetensors(new Map([...weights].reverse()))).toEqual(encodeSafetensors(weights))
    }),
  )
})

test('a broken file is refused with WEIGHTS_INVALID, whatever was broken', () => {
  const bytes = encodeSafetensors(new Map([['w', { shape: [2, 3], data: new Float32Array(6) }]]))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (position, value, cut) => {
      const broken = bytes.slice()
      broken[position] = value
      for (const candidate of [broken, bytes.subarray(0, cut)]) {
        try {
          for (const { shape, data } of decodeSafetensors(candidate).weights.values()) {
            expect(data.length).toBe(shape.reduce((product, n) => product * n, 1))
          }
        } catch (error) {
          expect(isTextgateError(error, 'WEIGHTS_INVALID')).toBe(true)
        }
      }
    }),
  )
  expect(() => decodeSafetensors(bytes.subarray(0, bytes.length - 1))).toThrow(/WEIGHTS_INVALID/)
})

const reason = pythonReason()
if (reason) console.log(`skipped: safetensors of Python: ${reason}`)

test.skipIf(reason !== undefined)("Python's safetensors opens the file and sees the same numbers", () => {
  const folder = mkdtempSync(join(tmpdir(), 'textgate-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'weights.safetensors')
  const weights = new Map([
    ['b.bias', { shape: [3], data: Float32Array.of(0.5, -1.25, 3e-20) }],
    ['a.kernel', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
  ])
  writeFileSync(file, encodeSafetensors(weights, { format: 'textgate' }))
  const script =
    'import sys, json; from safetensors.numpy import load_file\n' +
    'print(json.dumps({k: [list(v.shape), v.flatten().tolist()] for k, v in load_file(sys.argv[1]).items()}))'
  const seen = JSON.parse(execFileSync(python, ['-c', script, file], { encoding: 'utf8' }))
  expect(seen).toEqual({
    'b.bias': [[3], [0.5, -1.25, Math.fround(3e-20)]],
    'a.kernel': [
      [2, 2],
      [1, 2, 3, 4],
    ],
  })
})
