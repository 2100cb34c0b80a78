/** TensorFlow's shared libraries, under every name that archives and wheels give them. */
const LIBRARY = /^libtensorflow(_cc|_framework)?(\.so(\.\d+)*|(\.\d+)*\.dylib)$/

/** The headers that tfjs-node's binding includes, directly or not, in TensorFlow 2.7 to 2.21. */
const HEADER =
  /(?:^|\/)include\/((?:tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tensorflow\/tsl\/(?:c|platform)\/|tsl\/(?:c|platform)\/|xla\/tsl\/c\/|xla\/c\/).*\.h)$/

/** Licence texts, which must stay with the library. */
const LICENCE = /^(LICENSE|THIRD_PARTY_TF_C_LICENSES)$/

/**
 * Where a file of an archive or folder belongs in tfjs-node's `deps` folder, e.g. `lib/libtensorflow.so.2` or
 * `include/tensorflow/c/c_api.h`; undefined for a file that is not needed.
 */
export function libraryPath(entry: string): string | undefined {
  const path = entry.replaceAll('\\', '/').replace(/^\.\//, '')
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (LIBRARY.test(name)) return `lib/${name}`
  const header = HEADER.exec(path)?.[1]
  if (header !== undefined) return `include/${header}`
  return LICENCE.test(path) ? name : undefined
}
