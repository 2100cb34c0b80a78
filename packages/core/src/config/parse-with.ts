import type { z } from 'zod'
import { TextgateError } from '../errors.ts'

/**
 * Checks a value by a schema and fills in the defaults.
 *
 * @param prefix - path of the section that the value is, empty for a whole configuration
 * @throws CONFIG_INVALID naming every wrong key
 */
export function parseWith<T extends z.ZodType>(schema: T, json: unknown, prefix: string): z.infer<T> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, prefix))
  throw new TextgateError(
    'CONFIG_INVALID',
    `${problems.map(({ key, reason }) => `${key}: ${reason}`).join('; ')}. Correct the named keys; \`textgate init\` writes a configuration with every key`,
    { details: { problems } },
  )
}

function problemsOf(issue: z.core.$ZodIssue, prefix: string): { key: string; reason: string }[] {
  const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ key: [...path, key].join('.'), reason: 'unknown key' }))
  }
  return [{ key: path.join('.') || 'configuration', reason: issue.message }]
}
