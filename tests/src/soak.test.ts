import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/workspace.ts'

/** What the soak of the benchmarks tells, as far as it is looked at here. */
interface Soak {
  readonly seen: {
    sent: number
    answered: number
    retried: number
    busy: number
    lost: number
    wrong: number
    problems: string[]
  }
  readonly happened: { reloads: number; failedReloads: string[]; kills: number }
  readonly samples: readonly { mainMiB: number; totalMiB: number }[]
  readonly isWhole: boolean
  readonly exit: number | string
}

/** Far below what the machine of a check can do: what is looked for is loss, not speed. */
const RATE = 15
const MINUTES = 2
/** Megabytes of the process that answers or supervises, and of all processes while two sets of them are there. */
const MEMORY = { main: 400, total: 2_000 }

// Linux alone tells the processes of another process.
describe.skipIf(process.platform !== 'linux').each(['processes', 'workers'] as const)(
  'a server of shape %s, whose versions are replaced and whose processes are killed',
  (shape) => {
    test('loses no request, answers all rightly, is whole at the end and stays within its memory', async () => {
      const { runSoak } = await import(join(ROOT, 'benchmarks/soak/run-soak.mjs'))
      const soak: Soak = await runSoak({ shape, minutes: MINUTES, rate: RATE, log: () => undefined })
      const { seen, happened } = soak
      expect(seen).toMatchObject({ lost: 0, wrong: 0, problems: [] })
      expect(seen.answered + seen.busy).toBe(seen.sent)
      expect(happened.failedReloads).toEqual([])
      expect(happened.reloads).toBeGreaterThan(0)
      expect(happened.kills).toBeGreaterThan(0)
      if (shape === 'workers') expect(seen.retried).toBe(0)
      expect(soak.isWhole).toBe(true)
      expect(Math.max(...soak.samples.map(({ mainMiB }) => mainMiB))).toBeLessThan(MEMORY.main)
      expect(Math.max(...soak.samples.map(({ totalMiB }) => totalMiB))).toBeLessThan(MEMORY.total)
      expect(soak.exit).toBe(0)
    })
  },
)
