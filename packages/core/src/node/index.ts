export { readBundle, readServableBundle } from './read-bundle.ts'
export { checkBundleTarget, writeBundle, writeServableBundle } from './write-bundle.ts'
