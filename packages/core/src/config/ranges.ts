import { z } from 'zod'

/** A share. */
export const fraction = z.number().min(0).max(1)
/** A share that leaves something. */
export const dropoutRate = z.number().min(0).lt(1)
/** A number of things, of which there is one at least. */
export const positiveInteger = z.int().min(1)
