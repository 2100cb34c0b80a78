import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BUNDLE_FILES, sha256Hex, TextgateError } from '@textgate/core'
import type { ModelSource } from '../engine/model-source.ts'
import type { ServerEvent } from '../server-event.ts'
import type { ModelControl, ModelState } from '../service/model-control.ts'
import type { RefusedVersion } from './start-with-fit.ts'

/** What a keeper needs of a server. */
export interface KeeperOptions {
  /** What the server offers already. */
  readonly first: readonly ModelSource[]
  /** What it has refused already. */
  readonly firstRefused: readonly RefusedVersion[]
  /**
   * What is to be offered now; throws where nothing is.
   *
   * @param held - by name of a model, the version at which it stays
   */
  find(held: Readonly<Record<string, string>>): Promise<readonly ModelSource[]>
  /** Every version that there is, offered or not; throws where nothing is. */
  findAll(): Promise<readonly ModelSource[]>
  /** @throws MODEL_REFUSED when the version must not be offered */
  check(candidate: ModelSource, before: ModelSource | undefined): Promise<void>
  /** Offers these and no others, with no request lost. */
  offer(sources: readonly ModelSource[]): Promise<void>
  readonly log: (event: ServerEvent) => void
}

/** Keeps what a server offers true to its models folder. */
export interface ModelKeeper extends ModelControl {
  /** Looks at the folder and offers what is new and fit; never throws, but tells the log what was refused. */
  refresh(): Promise<void>
}

/** A version, and what tells whether its files are still the same. */
interface Stamped {
  readonly source: ModelSource
  readonly stamp: string
}

/**
 * Replaces versions only by checked ones: a model of which anything new is not fit goes on as it was, and the others change.
 * One change is made after the other.
 */
export async function modelKeeper(options: KeeperOptions): Promise<ModelKeeper> {
  const { find, findAll, check, offer, log } = options
  let offered = await stamped(options.first)
  const unloaded = new Set<string>()
  let held: Readonly<Record<string, string>> = {}
  const refused = new Map<string, { stamp: string; reason: string }>()
  for (const { source, reason } of options.firstRefused)
    refused.set(idOf(source), { stamp: await stampOf(source), reason })
  let queue: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work, work)
    queue = result.catch(() => undefined)
    return result
  }

  /** The versions of one model that are to be offered next. */
  async function nextOf(name: string, found: readonly Stamped[]): Promise<readonly Stamped[]> {
    const now = offered.filter(({ source }) => source.name === name)
    const before = now.at(-1)?.source
    for (const { source, stamp } of found) {
      if (now.some((each) => idOf(each.source) === idOf(source) && each.stamp === stamp)) continue
      const known = refused.get(idOf(source))
      if (known?.stamp === stamp) return now
      try {
        await check(source, before)
        refused.delete(idOf(source))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        refused.set(idOf(source), { stamp, reason })
        log({ kind: 'model-refused', model: name, version: source.version, reason })
        return now
      }
    }
    return found
  }

  async function offerWhatIsThere(): Promise<void> {
    const found = (await stamped(await find(held))).filter(({ source }) => !unloaded.has(source.name))
    const names = new Set(found.map(({ source }) => source.name))
    const ids = new Set(found.map(({ source }) => idOf(source)))
    for (const id of refused.keys()) if (!ids.has(id)) refused.delete(id)
    const next: Stamped[] = []
    for (const name of names)
      next.push(
        ...(await nextOf(
          name,
          found.filter(({ source }) => source.name === name),
        )),
      )
    await offerSet(next)
  }

  async function offerSet(next: readonly Stamped[]): Promise<void> {
    if (signature(next) === signature(offered)) return
    await offer(next.map(({ source }) => source))
    offered = next
    log({ kind: 'models-changed', models: next.map(({ source }) => idOf(source)) })
  }

  return {
    refresh: () =>
      inTurn(async () => {
        await offerWhatIsThere().catch((error: unknown) =>
          log({ kind: 'models-unreadable', reason: String(error) }),
        )
      }),
    index: async () => {
      const found = await findAll().catch(() => [])
      const states = new Map<string, ModelState>()
      const tell = ({ name, version }: ModelSource, state: ModelState['state'], reason: string) =>
        states.set(`${name}/${version}`, { name, version, state, reason })
      for (const source of found) {
        const why = unloaded.has(source.name) ? 'unloaded' : refused.get(idOf(source))?.reason
        tell(source, 'UNAVAILABLE', why ?? 'not loaded')
      }
      for (const { source } of offered) tell(source, 'READY', '')
      return [...states.values()]
    },
    load: (name, version) =>
      inTurn(async () => {
        const before = held
        held = withHeld(held, name, version)
        try {
          const found = await find(held)
          const ofName = found.filter((source) => source.name === name)
          if (ofName.length === 0) throw unknownModel(name, found)
          if (version !== undefined && ofName[0]?.version !== version) throw unknownVersion(name, version)
          unloaded.delete(name)
          for (const source of ofName) refused.delete(idOf(source))
          await offerWhatIsThere()
          const reason = ofName.map((source) => refused.get(idOf(source))?.reason).find(Boolean)
          if (reason !== undefined) throw new TextgateError('MODEL_REFUSED', withoutCode(reason))
        } catch (error) {
          held = before
          throw error
        }
      }),
    unload: (name) =>
      inTurn(async () => {
        if (!offered.some(({ source }) => source.name === name)) {
          throw unknownModel(
            name,
            offered.map(({ source }) => source),
          )
        }
        unloaded.add(name)
        held = withHeld(held, name, undefined)
        await offerSet(offered.filter(({ source }) => source.name !== name))
      }),
  }
}

async function stamped(sources: readonly ModelSource[]): Promise<readonly Stamped[]> {
  return Promise.all(sources.map(async (source) => ({ source, stamp: await stampOf(source) })))
}

/** Of a bundle its manifest, which has the hashes of all files; of another file when it was written and its size. */
async function stampOf({ folder, kind }: ModelSource): Promise<string> {
  try {
    if (kind === 'text') return sha256Hex(await readFile(join(folder, BUNDLE_FILES.manifest)))
    const { size, mtimeMs } = await stat(join(folder, BUNDLE_FILES.onnx))
    return `${size} ${mtimeMs}`
  } catch {
    return 'gone'
  }
}

function idOf({ name, version }: ModelSource): string {
  return `${name}/${version}`
}

function signature(set: readonly Stamped[]): string {
  return JSON.stringify(set.map(({ source, stamp }) => [idOf(source), source.folder, stamp]).sort())
}

/** @param version - undefined where the model is to follow its folder */
function withHeld(
  held: Readonly<Record<string, string>>,
  name: string,
  version: string | undefined,
): Readonly<Record<string, string>> {
  const others = Object.entries(held).filter(([each]) => each !== name)
  return Object.fromEntries(version === undefined ? others : [...others, [name, version]])
}

function withoutCode(reason: string): string {
  return reason.replace(/^MODEL_REFUSED: /, '')
}

function unknownVersion(name: string, version: string): TextgateError {
  return new TextgateError(
    'MODEL_NOT_FOUND',
    `model ${name} has no version ${version} to load; a bundle that stands in no folder of versions has the version 1 alone`,
  )
}

function unknownModel(name: string, known: readonly ModelSource[]): TextgateError {
  const names = [...new Set(known.map((source) => source.name))].join(', ') || 'none'
  return new TextgateError(
    'MODEL_NOT_FOUND',
    `there is no model ${name} to load or unload; there is ${names}`,
  )
}
