import type { MetricObject } from 'prom-client'

/** Labels of a series, by name. */
type Labels = Readonly<Record<string, string | number | undefined>>

/**
 * Which versions the metrics tell of: those that are offered, and those that were right before, whose last counts may not have
 * been read yet. What came before them is forgotten, so that a server which gets a version a day does not grow by it.
 */
export interface VersionsKept {
  /** @param ids - what is offered from now on, by name and version */
  offered(ids: readonly string[]): void
  /** Whether a series of these labels is told; one without a version always is. */
  has(labels: Labels): boolean
}

export function versionsKept(): VersionsKept {
  let now: ReadonlySet<string> | undefined
  let before: ReadonlySet<string> | undefined
  return {
    offered: (ids) => {
      before = now
      now = new Set(ids)
    },
    has: ({ model, version }) => {
      // What was offered at first is not known: nothing is forgotten before two changes.
      if (!now || !before || !version) return true
      const id = `${model}/${version}`
      return now.has(id) || before.has(id)
    },
  }
}

/** Metrics that were sent from another process, without the series of versions that are not kept. */
export function withoutForgotten(metrics: readonly MetricObject[], { has }: VersionsKept): MetricObject[] {
  return metrics.map((metric) => {
    const { values } = metric as MetricObject & { values: readonly { labels: Labels }[] }
    return { ...metric, values: values.filter(({ labels }) => has(labels)) } as MetricObject
  })
}
