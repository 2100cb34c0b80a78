import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { TextgateError } from '@textgate/core'
import type { TlsFiles } from './access/tls-files.ts'
import type { EngineOptions, Execution } from './engine/engine.ts'
import { DEFAULT_MAX_BATCH } from './engine/micro-batches.ts'
import type { OpenModelOptions } from './engine/open-model.ts'
import { DEFAULT_THREADS } from './engine/text-model.ts'
import { checkAgreement } from './models/agreement.ts'
import type { NamedFolder } from './models/find-models.ts'
import type { ServerEvent } from './server-event.ts'
import type { RequestLimits } from './service/inference-service.ts'

/** Reachable from this machine alone: opening a server to the network is a decision. */
export const DEFAULT_HOST = '127.0.0.1'
/** Where a server listens unless told otherwise. */
export const DEFAULT_PORT = 8000
/** Workers started unless told otherwise, at most: one event loop cannot feed more, and each takes some 60 MB. */
export const MAX_DEFAULT_WORKERS = 8
/** Bytes of a request's body: a thousand long texts. */
export const DEFAULT_BODY_LIMIT_BYTES = 4 * 1024 * 1024
/** Texts of one request: some tenths of a second of work. */
export const DEFAULT_MAX_TEXTS = 1024
/** UTF-16 units of one text: a short book. */
export const DEFAULT_MAX_TEXT_LENGTH = 1_000_000
/** Texts that wait for one model: some seconds of work for a small one. */
export const DEFAULT_MAX_WAITING = 4096
/** Milliseconds that requests under way have to end when the server closes; container platforms kill after 10 s or more. */
export const DEFAULT_DRAIN_MS = 8_000
/** Milliseconds that connections of a server that retires may stay open: beyond them, one that is idle is taken for left. */
export const RETIRE_MS = 15_000
/** Milliseconds without an answer after which a worker counts as hung: far beyond any run of a text classifier. */
export const DEFAULT_HUNG_MS = 60_000

/** Which bundles a server offers: a bundle or a folder of models, or bundles by name. */
export type ServerModels =
  | { readonly folder: string; readonly models?: undefined }
  | { readonly models: readonly NamedFolder[]; readonly folder?: undefined }

/** How a server runs; every member has a default. */
export interface ServerSettings {
  readonly host?: string
  /** 0 takes any free port. */
  readonly port?: number
  /**
   * Where models run: `workers` (unless given) in processes of their own, so that nothing that a model does concerns the one
   * that answers; `inline` between the requests of this process, which is faster for small models.
   */
  readonly execution?: Execution
  /**
   * Worker processes, at least 1; the processors of the machine unless given, 8 at most. With `inline` they compute what would
   * keep the event loop too long, are started when that is first asked for, and are 1 unless given.
   */
  readonly workers?: number
  /** ONNX Runtime threads inside one run, at least 1; 1 unless given. */
  readonly threads?: number
  /** Texts of one run of a model at most; 32 unless given. */
  readonly maxBatch?: number
  /** Texts that may wait for one model, at least 1; requests beyond it are refused with SERVER_BUSY. 4096 unless given. */
  readonly maxWaiting?: number
  /**
   * A text whose most probable label has less is unknown: its `label` is null. In [0, 1], and 0 answers every text; as each
   * bundle says unless given.
   */
  readonly unknownBelow?: number
  /** Which form of the exported models runs, e.g. `int8`, which every bundle must have; model.onnx unless given. */
  readonly variant?: string
  /** File of the Ed25519 public key, PEM, that must have signed every bundle; signatures are not looked at unless given. */
  readonly signedBy?: string
  /** Of a models folder: the highest so many versions of each model, at least 1; 1 unless given. */
  readonly versions?: number
  /** Of a models folder: versions that stay whatever is higher, by name of the model. */
  readonly pinned?: Readonly<Record<string, string>>
  /** Looks for new versions in the models folder this often, in seconds; only when asked to unless given. */
  readonly watchSeconds?: number
  /** Whether callers may load and unload models; with keys, admins alone. No unless given. */
  readonly allowControl?: boolean
  /**
   * A new version must answer at least this share of texts as the one before it does, in [0, 1], to take its place: of
   * `agreementTexts`, or else of the last texts that the model was asked. Not asked for unless given.
   */
  readonly requireAgreement?: number
  /** File of the texts of `requireAgreement`, one a line, UTF-8; recent texts unless given. */
  readonly agreementTexts?: string
  /**
   * How many recent texts of each model are kept for `requireAgreement` where there are no `agreementTexts`, at least 1; 1000
   * unless given. They stay in memory, 8 MB a model at most, are not logged and leave the server nowhere.
   */
  readonly recentTexts?: number
  /** Port of the Open Inference Protocol over gRPC; 0 takes any free one, and there is none unless given. */
  readonly grpcPort?: number
  /** File of API keys, see `textgate keys new`; callers need none unless given. */
  readonly keys?: string
  /** Whether /metrics needs no key; an admin's unless given. */
  readonly metricsOpen?: boolean
  /** Bytes of answers that each process remembers, about; none unless given. */
  readonly cacheBytes?: number
  /** Certificates, for HTTP and gRPC alike; connections are not encrypted unless given. */
  readonly tls?: TlsFiles
  readonly bodyLimitBytes?: number
  /** Texts of one request at most; an explanation reads as many, but at least 17 and at most 201. 1024 unless given. */
  readonly maxTexts?: number
  /** UTF-16 units of one text at most. */
  readonly maxTextLength?: number
  /** Whether there is the page for people at `/`, and `/docs` and `/openapi.json`; there are unless false. */
  readonly pages?: boolean
  /** How long `close` waits for requests under way, in milliseconds. */
  readonly drainMs?: number
  /** After how many milliseconds without an answer a worker counts as hung and is replaced. */
  readonly hungMs?: number
  /** Called for each request and for what happens to the workers; must not throw. */
  readonly log?: (event: ServerEvent) => void
  /** Whether `log` is told of every request and call that was answered, too; yes unless given. */
  readonly logRequests?: boolean
  /** Whether `log` is told of the texts that models are asked: what people wrote. No unless given. */
  readonly logTexts?: boolean
  /**
   * Whether requests are traced by OpenTelemetry: with the SDK that this program has started (`startTracing`); several server
   * processes each start their own. No unless given.
   */
  readonly tracing?: boolean
}

/** What a server offers and how it runs. */
export type ServerOptions = ServerModels & ServerSettings

/** @throws CONFIG_INVALID naming a member that is out of range */
export function checkSettings(settings: ServerSettings): void {
  const { workers, threads, maxBatch, maxWaiting, versions, bodyLimitBytes, maxTexts, maxTextLength } =
    settings
  checkIntegers(
    { workers, threads, maxBatch, maxWaiting, versions, bodyLimitBytes, maxTexts, maxTextLength },
    1,
  )
  checkIntegers({ port: settings.port, grpcPort: settings.grpcPort }, 0, 65_535)
  checkIntegers({ cacheBytes: settings.cacheBytes }, 1)
  checkIntegers({ watchSeconds: settings.watchSeconds }, 1, 86_400)
  const longest = 2 ** 31 - 1 // what a timer can hold
  checkIntegers({ drainMs: settings.drainMs }, 0, longest)
  checkIntegers({ hungMs: settings.hungMs }, 1, longest)
  checkIntegers({ recentTexts: settings.recentTexts }, 1)
  checkAgreement(settings)
  const { execution } = settings
  if (execution !== undefined && execution !== 'inline' && execution !== 'workers') {
    throw new TextgateError('CONFIG_INVALID', `execution must be inline or workers, not ${execution}`)
  }
}

export function limitsOf(settings: ServerSettings): RequestLimits {
  const { maxTexts = DEFAULT_MAX_TEXTS, bodyLimitBytes = DEFAULT_BODY_LIMIT_BYTES } = settings
  return { maxTexts, bodyLimitBytes, maxTextLength: settings.maxTextLength ?? DEFAULT_MAX_TEXT_LENGTH }
}

/** How every engine of a server runs. */
export async function engineSettings(settings: ServerSettings): Promise<Omit<EngineOptions, 'sources'>> {
  const { threads = DEFAULT_THREADS, maxBatch = DEFAULT_MAX_BATCH, log, execution } = settings
  const processes = execution === 'inline' ? 1 : Math.min(availableParallelism(), MAX_DEFAULT_WORKERS)
  const { unknownBelow } = settings
  const options: OpenModelOptions = {
    threads,
    maxBatch,
    unknownBelow,
    signedBy: await readKey(settings.signedBy),
  }
  return {
    options,
    maxBatch,
    processes: settings.workers ?? processes,
    maxWaiting: settings.maxWaiting ?? DEFAULT_MAX_WAITING,
    hungMs: settings.hungMs ?? DEFAULT_HUNG_MS,
    log: (event) => log?.(event),
  }
}

async function readKey(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const said = cause instanceof Error ? cause.message : cause
    throw new TextgateError(
      'SIGNING_KEY_INVALID',
      `signedBy ${file} cannot be read (${said}); name the file of a public key`,
    )
  })
}

function checkIntegers(
  values: Readonly<Record<string, number | undefined>>,
  low: number,
  high = Number.MAX_SAFE_INTEGER,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= low && value <= high)) continue
    const range = high === Number.MAX_SAFE_INTEGER ? `at least ${low}` : `${low} to ${high}`
    throw new TextgateError('CONFIG_INVALID', `${name} must be an integer of ${range}, not ${value}`, {
      details: { [name]: value },
    })
  }
}
