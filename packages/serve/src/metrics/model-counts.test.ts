import { randomGenerator } from '@textgate/core'
import { AggregatorRegistry, Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { METRIC_HELP } from './metric-help.ts'
import { metricsText } from './metrics-text.ts'
import { modelCounts } from './model-counts.ts'

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

/** The lines of some metrics, sorted. */
const linesOf = (text: string, ...names: string[]) =>
  text
    .split('\n')
    .filter((line) => names.some((name) => line.includes(name)))
    .sort()

test('what is exported is what prom-client exports of the same counts, added over processes', async () => {
  const random = randomGenerator('counts')
  const processes = [modelCounts(), modelCounts()]
  const registers = [new Registry(), new Registry()]
  const peers = registers.map((registry) => ({
    requests: new Counter({
      name: 'textgate_requests_total',
      help: METRIC_HELP.textgate_requests_total,
      labelNames: ['model', 'version', 'protocol', 'code'],
      registers: [registry],
    }),
    seconds: new Histogram({
      name: 'textgate_request_seconds',
      help: METRIC_HELP.textgate_request_seconds,
      labelNames: ['model', 'version', 'protocol'],
      buckets: SECONDS,
      registers: [registry],
    }),
  }))
  const pick = (values: readonly string[]) => values[random.integer(values.length)] as string
  for (let i = 0; i < 500; i++) {
    const [model, version] = [pick(['a', 'b "quoted"\n']), pick(['1', '2'])]
    const [protocol, code] = [pick(['json', 'rest', 'grpc']), pick(['200', '400', 'OK'])]
    // Bounds themselves, values between and values beyond.
    const seconds =
      random.integer(3) === 0 ? (SECONDS[random.integer(SECONDS.length)] as number) : 12 * random.next() ** 8
    const at = random.integer(2)
    processes[at]?.of(model, version).requested(protocol, code, seconds)
    peers[at]?.requests.inc({ model, version, protocol, code })
    peers[at]?.seconds.observe({ model, version, protocol }, seconds)
  }
  const own = await metricsText(processes.map((counts) => counts.json()))
  const theirs = await AggregatorRegistry.aggregate(
    await Promise.all(registers.map((registry) => registry.getMetricsAsJSON())),
  ).metrics()
  const names = ['textgate_requests_total', 'textgate_request_seconds']
  expect(linesOf(own, ...names)).toEqual(linesOf(theirs, ...names))
  expect(linesOf(own, ...names).length).toBeGreaterThan(100)
})
