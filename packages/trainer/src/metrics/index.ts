export { classificationMetrics } from './classification-metrics.ts'
