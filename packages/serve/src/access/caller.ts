import { TextgateError } from '@textgate/core'
import type { RequestLimiter } from './request-limiter.ts'

/** Who asks, as the key tells. */
export interface Caller extends RequestLimiter {
  /** Name of the key; not secret. */
  readonly name: string
  /** Whether the caller may load and unload models and read /metrics. */
  readonly isAdmin: boolean
  /** Whether the caller may use a model of that name, be there one or not. */
  mayUse(model: string): boolean
}

/** @throws FORBIDDEN where the caller may not use models of that name; it does not tell whether there is one */
export function checkMayUse(caller: Caller, model: string): void {
  if (caller.mayUse(model)) return
  throw new TextgateError(
    'FORBIDDEN',
    `key ${caller.name} may not use a model named ${model}; use a key that may, or add it to the key's models`,
  )
}

/** @throws FORBIDDEN where the caller is no admin */
export function checkIsAdmin(caller: Caller): void {
  if (caller.isAdmin) return
  throw new TextgateError(
    'FORBIDDEN',
    `key ${caller.name} may not do this; use a key whose entry has "admin": true`,
  )
}
