import asc from 'assemblyscript/asc'

/**
 * Compiles AssemblyScript text to a module that imports a shared memory as `env.memory`, as the kernels do.
 *
 * @throws Error with the compiler's words
 */
export async function compileAssembly(source: string): Promise<WebAssembly.Module> {
  const { error, binary, stderr } = await asc.compileString(source, {
    optimizeLevel: 2,
    runtime: 'stub',
    importMemory: true,
    sharedMemory: true,
    initialMemory: 1,
    maximumMemory: 65_536,
    enable: ['threads', 'simd'],
    noAssert: true,
  } as never)
  if (error || !binary) throw new Error(`${error?.message}\n${stderr}`)
  return new WebAssembly.Module(binary.slice() as Uint8Array<ArrayBuffer>)
}
