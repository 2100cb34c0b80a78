import { AggregatorRegistry, type MetricObject } from 'prom-client'

/** Metrics of some processes as Prometheus reads them: counters and histograms are added, gauges as each of them says. */
export async function metricsText(processes: readonly MetricObject[][]): Promise<string> {
  return AggregatorRegistry.aggregate([...processes]).metrics()
}

/** The counts of two sets of processes in one; what a process is at a moment is left out. */
export async function addCounts(a: MetricObject[], b: MetricObject[]): Promise<MetricObject[]> {
  const counts = [a, b].map((metrics) => metrics.filter(isCount))
  return AggregatorRegistry.aggregate(counts).getMetricsAsJSON() as Promise<MetricObject[]>
}

/** A counter that falls would look like a new start of the server; a gauge of a process that has ended means nothing. */
function isCount({ name, type }: MetricObject): boolean {
  return name.startsWith('textgate_') && String(type) !== 'gauge'
}
