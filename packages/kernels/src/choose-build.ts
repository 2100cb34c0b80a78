import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

/** The two builds: `relaxed` multiplies and adds in one rounding and is faster; equal bits only within a build. */
export type KernelBuild = 'relaxed' | 'simd'

/** A build that this machine runs. */
export interface ChosenBuild {
  readonly build: KernelBuild
  readonly module: WebAssembly.Module
}

/**
 * Compiles the wished build, or the faster one that this machine runs; undefined when it runs none.
 *
 * Node 20 knows relaxed SIMD but hides it behind a flag of V8, which is set here where it is needed.
 */
export function chooseBuild(wish?: KernelBuild): ChosenBuild | undefined {
  for (const build of wish ? [wish] : (['relaxed', 'simd'] as const)) {
    const bytes = readFileSync(new URL(`../wasm/kernels.${build}.wasm`, import.meta.url))
    if (build === 'relaxed' && !WebAssembly.validate(bytes)) {
      setFlagsFromString('--experimental-wasm-relaxed-simd')
    }
    if (WebAssembly.validate(bytes)) return { build, module: new WebAssembly.Module(bytes) }
  }
  return undefined
}
