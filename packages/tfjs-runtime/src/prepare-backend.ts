import { TextgateError } from '@textgate/core'
import { BACKEND_ORDER, type BackendName, type BackendPreference, type ConsideredBackend } from './backend.ts'
import { prepareCpu } from './backends/prepare-cpu.ts'
import { prepareNative } from './backends/prepare-native.ts'
import { prepareWasm } from './backends/prepare-wasm.ts'
import { cacheFolder as defaultCacheFolder } from './native/native-folder.ts'
import { loadTfjs, type Tfjs } from './tfjs.ts'

/** Options of `prepareBackend`. */
export interface PrepareBackendOptions {
  /** `auto` (default) takes the first of `BACKEND_ORDER` that works. A name takes that one or throws. */
  readonly prefer?: BackendPreference
  /** Where `installNativeBackend` put the native backend; default `cacheFolder()`. */
  readonly cacheFolder?: string
  /** The project whose own @tensorflow/tfjs-node is used when the cache has none; default the working directory. */
  readonly projectFolder?: string
}

/** A ready TensorFlow.js. */
export interface PreparedBackend {
  /** TensorFlow.js with `backend` as its current backend. */
  readonly tf: Tfjs
  readonly backend: BackendName
  /** One sentence: what it is. */
  readonly reason: string
  /** Each backend that was tried, in order, the chosen one last. */
  readonly considered: readonly ConsideredBackend[]
}

/**
 * Makes the best backend there is the current one of TensorFlow.js, with every kernel that training needs.
 *
 * Training is repeatable to the bit on wasm and cpu.
 *
 * @throws TextgateError BACKEND_UNAVAILABLE when the backend was asked for by name and cannot be used; never because
 * native is missing when `prefer` is `auto`
 */
export async function prepareBackend(options: PrepareBackendOptions = {}): Promise<PreparedBackend> {
  const { prefer = 'auto', cacheFolder = defaultCacheFolder(), projectFolder = process.cwd() } = options
  const prepare: Record<BackendName, (tf: Tfjs) => Promise<string>> = {
    native: (tf) => prepareNative(tf, { cacheFolder, projectFolder }),
    wasm: prepareWasm,
    cpu: prepareCpu,
  }
  const names = prefer === 'auto' ? BACKEND_ORDER : BACKEND_ORDER.filter((name) => name === prefer)
  const tf = await loadTfjs()
  const considered: ConsideredBackend[] = []
  for (const backend of names) {
    try {
      const reason = await prepare[backend](tf)
      multiplyOnce(tf)
      considered.push({ backend, ok: true, reason })
      return { tf, backend, reason, considered }
    } catch (error) {
      considered.push({ backend, ok: false, reason: firstLine(error) })
    }
  }
  const reasons = considered.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ')
  throw new TextgateError(
    'BACKEND_UNAVAILABLE',
    `the backend '${prefer}' cannot be used here (${reasons || 'there is none of that name'}); ` +
      'take --backend auto, or see `textgate doctor`',
    { details: { prefer, considered } },
  )
}

/** A backend that loads and cannot multiply is none. */
function multiplyOnce(tf: Tfjs): void {
  const [product] = tf.tidy(() => tf.matMul(tf.tensor2d([[2, 3]]), tf.tensor2d([[5], [7]])).dataSync())
  if (product !== 31) throw new Error(`it computed 2·5 + 3·7 = ${product}`)
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] as string
}
