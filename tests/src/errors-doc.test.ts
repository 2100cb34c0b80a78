import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERRORS, type ErrorCode } from '@textgate/core'
import { describe, expect, test } from 'vitest'
import { PACKAGES, ROOT, sourcesOf } from './support/workspace.ts'

const codes = Object.keys(ERRORS).sort() as ErrorCode[]
const table = join(ROOT, 'packages/core/src/errors.ts')
const usedIn = new Map(codes.map((code) => [code, packagesThatName(code)]))

describe('the error table', () => {
  // `pnpm --filter @textgate/tests exec vitest run errors-doc -u` writes the page after the table has changed.
  test('is what docs/errors.md says, no code more and none less', async () => {
    await expect(page()).toMatchFileSnapshot(join(ROOT, 'docs/errors.md'))
  })

  test.each(codes)('%s is raised by a package', (code) => {
    expect(usedIn.get(code)).not.toEqual([])
  })

  test.each(codes)('%s has a cause and a way out', (code) => {
    expect(ERRORS[code].cause).toMatch(/^\S.*[^.]\.$/)
    expect(ERRORS[code].wayOut).toMatch(/^\S.*[^.]\.$/)
  })
})

/** A code counts as raised where a source other than the table holds it as a string. */
function packagesThatName(code: ErrorCode): string[] {
  const quoted = new RegExp(`['"\`]${code}['"\`]`)
  return PACKAGES.filter((one) =>
    sourcesOf(one).some((file) => file !== table && quoted.test(readFileSync(file, 'utf8'))),
  ).map((one) => one.name)
}

function page(): string {
  const sections = codes.map((code) => {
    const { cause, wayOut } = ERRORS[code]
    return `## ${code}\n\n${cause}\n\n**Way out:** ${wayOut}\n`
  })
  return `# Errors

Every error that textgate raises is a \`TextgateError\` of \`@textgate/core\` with one of these codes in \`code\`, particulars
in \`details\`, and a message that names the thing, the reason and the way out. Compare the code, never the message:

\`\`\`ts
import { isTextgateError } from '@textgate/core'
import { readServableBundle } from '@textgate/core/node'

try {
  await readServableBundle('model')
} catch (error) {
  if (isTextgateError(error, 'BUNDLE_NOT_EXPORTED')) console.error('run textgate export model first')
  else throw error
}
\`\`\`

The command prints \`CODE: message\` on standard error and ends with 1, or with 2 where the command line or the
configuration is wrong; \`--debug\` adds the stack. The server answers with the code's 4xx or 5xx.

${sections.join('\n')}`
}
