export { readBundle, readServableBundle } from './read-bundle.ts'
export { writeBundle, writeServableBundle } from './write-bundle.ts'
