import type { ServeSetting } from './serve-setting.ts'
import { choice, integer } from './setting-kinds.ts'

const group = 'How it runs:'

/** Milliseconds that a timer waits at most. */
const timer = 2 ** 31 - 1

/** How requests are computed, and how many. */
export const RUNNING_SETTINGS = {
  shape: {
    kind: choice('auto', 'processes', 'workers'),
    group,
    help: 'processes: several servers on one port, each with the models between its requests, fastest for small models; workers: one server, with the models in processes behind it, for large models and long texts; auto (unless given): by what the models cost',
    initial: 'auto',
  },
  workers: {
    kind: integer(1),
    group,
    help: 'processes; as many as there are cores, 8 at most, unless given',
  },
  threads: { kind: integer(1), group, help: 'threads of ONNX Runtime in one run (1)', initial: 1 },
  maxBatch: { kind: integer(1), group, help: 'texts of one run of a model at most (32)', initial: 32 },
  cacheBytes: {
    kind: integer(1),
    group,
    flag: { name: 'cache-mb', unit: 1_000_000 },
    help: 'megabytes of answers that each process remembers; none unless given',
  },
  drainMs: {
    kind: integer(0, timer),
    group,
    help: 'milliseconds that requests under way have when the server is told to end (8000)',
    initial: 8_000,
  },
  hungMs: {
    kind: integer(1, timer),
    group,
    help: 'milliseconds without an answer after which a process that runs models is replaced (60000)',
    initial: 60_000,
  },
  maxTexts: { kind: integer(1), group, help: 'texts of one request (1024)', initial: 1_024 },
  maxTextLength: { kind: integer(1), group, help: 'UTF-16 units of one text (1000000)', initial: 1_000_000 },
  bodyLimitBytes: {
    kind: integer(1),
    group,
    help: 'bytes of the body of a request, unpacked, too (4194304)',
    initial: 4_194_304,
  },
  maxWaiting: {
    kind: integer(1),
    group,
    help: 'texts that may wait for one model before requests are refused (4096)',
    initial: 4_096,
  },
} as const satisfies Readonly<Record<string, ServeSetting>>
