import { createRequire } from 'node:module'

/** The functions of node:util that tfjs-node calls and Node 23 removed, each as Node 22 defined it. */
const REMOVED = {
  isArray: Array.isArray,
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isNull: (value: unknown) => value === null,
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isNumber: (value: unknown) => typeof value === 'number',
  isString: (value: unknown) => typeof value === 'string',
  isUndefined: (value: unknown) => value === undefined,
}

/** Puts back what Node 23 removed from node:util and tfjs-node 4.22 still calls; adds nothing that is there. */
export function shimRemovedUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  for (const [name, replacement] of Object.entries(REMOVED)) util[name] ??= replacement
}
