export { type ReadBundleOptions, readBundle, readServableBundle } from './read-bundle.ts'
export { signBundle } from './signature.ts'
export { checkBundleTarget, writeBundle, writeServableBundle } from './write-bundle.ts'
