/** The backends that textgate trains on, from fastest to slowest: TensorFlow itself, WebAssembly, plain JavaScript. */
export type BackendName = 'native' | 'wasm' | 'cpu'

/** What a caller may ask for: one backend by name, or the best there is. */
export type BackendPreference = 'auto' | BackendName

/** The order in which `auto` tries the backends. */
export const BACKEND_ORDER: readonly BackendName[] = ['native', 'wasm', 'cpu']

/** A backend that was tried, and how that ended. */
export interface ConsideredBackend {
  readonly backend: BackendName
  readonly ok: boolean
  /** One sentence without a code: what was found, or why it cannot be used and what to do. */
  readonly reason: string
}
