import type { ServerSettings } from '../server-settings.ts'

/** Texts kept of each model unless told otherwise. */
export const DEFAULT_RECENT_TEXTS = 1_000
/** UTF-16 units that the texts of one model have at most, together: 8 MB. A longer text is not kept. */
const MAX_UNITS = 4_000_000

/** A text that was asked of a model. */
export interface RecentText {
  readonly model: string
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** The last texts that each model was asked, in memory alone. */
export interface RecentTexts {
  add(texts: readonly RecentText[]): void
  /** Those of a model, the oldest first. */
  of(model: string): readonly string[]
  /** All that there are, the oldest first; they are forgotten here. */
  take(): RecentText[]
}

/** @param limit - texts of one model at most, at least 1 */
export function recentTexts(limit: number): RecentTexts {
  const models = new Map<string, { texts: RecentText[]; units: number }>()
  return {
    add: (texts) => {
      for (const text of texts) {
        const kept = models.get(text.model) ?? { texts: [], units: 0 }
        models.set(text.model, kept)
        if (text.text.length > MAX_UNITS) continue
        kept.texts.push(text)
        kept.units += text.text.length
        while (kept.texts.length > limit || kept.units > MAX_UNITS)
          kept.units -= (kept.texts.shift() as RecentText).text.length
      }
    },
    of: (model) => (models.get(model)?.texts ?? []).map(({ text }) => text),
    take: () => {
      const all = [...models.values()].flatMap(({ texts }) => texts)
      models.clear()
      return all.sort((a, b) => a.at - b.at)
    },
  }
}

/** Where new versions are compared on recent texts, a place for them; nothing is kept elsewhere. */
export function recentTextsOf(settings: ServerSettings): RecentTexts | undefined {
  if (settings.requireAgreement === undefined || settings.agreementTexts !== undefined) return undefined
  return recentTexts(settings.recentTexts ?? DEFAULT_RECENT_TEXTS)
}
