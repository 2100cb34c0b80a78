import { Counter, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { endedCounts } from './ended-counts.ts'
import { modelCounts } from './model-counts.ts'
import { versionsKept } from './versions-kept.ts'

test('a version is told of while it is offered and until the next change after it', () => {
  const kept = versionsKept()
  const has = () => ['1', '2', '3'].filter((version) => kept.has({ model: 'm', version }))
  expect(has()).toEqual(['1', '2', '3'])
  kept.offered(['m/1'])
  kept.offered(['m/2'])
  expect(has()).toEqual(['1', '2'])
  kept.offered(['m/3'])
  expect(has()).toEqual(['2', '3'])
  expect(kept.has({ model: '', version: '' })).toBe(true)
})

test('a thousand versions leave the series of two behind', () => {
  const kept = versionsKept()
  const counts = modelCounts()
  for (let version = 1; version <= 1000; version++) {
    for (const label of ['a', 'b']) counts.of('m', String(version)).answered(label)
    counts.of('m', String(version)).requested('json', '200', 1)
    kept.offered([`m/${version}`])
    counts.forget(kept)
  }
  const series = counts.json() as unknown as { values: { labels: { version: string } }[] }[]
  const versions = series.flatMap(({ values }) => values.map(({ labels }) => labels.version))
  expect(new Set(versions)).toEqual(new Set(['999', '1000']))
})

test('counts of processes that end at the same time are all added', async () => {
  const ended = endedCounts(versionsKept())
  const countsOf = async (count: number) => {
    const registry = new Registry()
    const options = { name: 'textgate_texts_total', help: 'h', registers: [registry] }
    new Counter({ ...options, labelNames: ['model', 'version'] }).inc({ model: 'm', version: '1' }, count)
    return registry.getMetricsAsJSON()
  }
  const counts = await Promise.all([1, 20, 300].map(countsOf))
  for (const each of counts) ended.add(each as Parameters<typeof ended.add>[0])
  const [all] = (await ended.all()) as unknown as [{ values: readonly { value: number }[] }]
  expect(all.values.map(({ value }) => value)).toEqual([321])
})
