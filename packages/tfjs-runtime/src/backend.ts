/** The backends that textgate trains on: TensorFlow itself, WebAssembly, plain JavaScript. */
export type BackendName = 'native' | 'wasm' | 'cpu'

/** What a caller may ask for: one backend by name, or the best there is. */
export type BackendPreference = 'auto' | BackendName

/**
 * The order in which `auto` tries the backends. Native multiplies matrices fastest, but textgate's own kernels do the heavy
 * part on every backend, and passing tensors to them costs least on wasm.
 */
export const BACKEND_ORDER: readonly BackendName[] = ['wasm', 'native', 'cpu']

/** A backend that was tried, and how that ended. */
export interface ConsideredBackend {
  readonly backend: BackendName
  readonly ok: boolean
  /** One sentence without a code: what was found, or why it cannot be used and what to do. */
  readonly reason: string
}
