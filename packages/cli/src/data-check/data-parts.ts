import { basename } from 'node:path'
import { TextgateError } from '@textgate/core'
import type { DataPart } from '@textgate/trainer/data-check'

/** Files that the command line gives a role. */
export interface RoleFiles {
  readonly train?: string
  readonly dev?: string
  readonly test?: string
}

/**
 * The parts to check: train, dev and test by role, then the other files, which are called by their names, or by their
 * paths where two have the same name.
 *
 * @throws USAGE where there are no files
 */
export function dataParts(roles: RoleFiles, files: readonly string[]): [DataPart, ...DataPart[]] {
  const withRole = (['train', 'dev', 'test'] as const).flatMap((name) => {
    const file = roles[name]
    return file === undefined ? [] : [{ name, file }]
  })
  const names = files.map((file) => basename(file))
  const others = files.map((file, i) => {
    const name = names[i] as string
    return { name: names.indexOf(name) === names.lastIndexOf(name) ? name : file, file }
  })
  const [first, ...rest] = numberRepeats([...withRole, ...others])
  if (first === undefined) {
    throw new TextgateError(
      'USAGE',
      'no file was given; name one or more, such as `textgate data check train.jsonl test.jsonl`',
    )
  }
  return [first, ...rest]
}

/** The same file again is another part. */
function numberRepeats(parts: readonly DataPart[]): DataPart[] {
  return parts.map(({ name, file }, i) => {
    const earlier = parts.slice(0, i).filter((part) => part.name === name).length
    return { name: earlier === 0 ? name : `${name} (${earlier + 1})`, file }
  })
}
