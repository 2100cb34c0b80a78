import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type KubernetesObject, kubernetesProblems } from './support/kubernetes-problems.ts'
import { ROOT } from './support/workspace.ts'

const folder = join(ROOT, 'deploy/kubernetes')
const files = readdirSync(folder)
// biome-ignore lint/suspicious/noExplicitAny: the schemas of Kubernetes are what the first test checks.
const objects: any[] = files.map((file) => parse(readFileSync(join(folder, file), 'utf8')))
const ofKind = (kind: string) => objects.find((object) => object.kind === kind)
const pod = ofKind('Deployment').spec.template
const [container] = pod.spec.containers
const settings = JSON.parse(ofKind('ConfigMap').data['server.json'])

describe('the manifests', () => {
  test.each(files.map((file, i) => [file, objects[i] as KubernetesObject] as const))(
    '%s has only fields that Kubernetes knows, with values that it takes',
    (_file, object) => {
      expect(kubernetesProblems(object)).toEqual([])
    },
  )

  test('are refused with a field that Kubernetes does not know, however deep', () => {
    const wrong = structuredClone(ofKind('Deployment'))
    wrong.spec.template.spec.containers[0].readinesProbe = { periodSeconds: 1 }
    expect(kubernetesProblems(wrong).join()).toContain('readinesProbe')
  })

  test('are refused without a field that must be there', () => {
    const wrong = structuredClone(ofKind('HorizontalPodAutoscaler'))
    wrong.spec.maxReplicas = undefined
    expect(kubernetesProblems(wrong).join()).toContain('maxReplicas')
  })

  test('all choose the pods of the deployment', () => {
    const { labels } = pod.metadata
    expect(ofKind('Deployment').spec.selector.matchLabels).toEqual(labels)
    expect(ofKind('Service').spec.selector).toEqual(labels)
    expect(ofKind('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels)
    expect(ofKind('NetworkPolicy').spec.podSelector.matchLabels).toEqual(labels)
    expect(ofKind('HorizontalPodAutoscaler').spec.scaleTargetRef).toMatchObject({
      kind: 'Deployment',
      name: ofKind('Deployment').metadata.name,
    })
  })

  test('mount what they name', () => {
    const names = { configMap: ofKind('ConfigMap').metadata.name, secret: ofKind('Secret').metadata.name }
    const volumes = Object.fromEntries(pod.spec.volumes.map((one: { name: string }) => [one.name, one]))
    expect(volumes.settings.configMap.name).toBe(names.configMap)
    expect(volumes.keys.secret.secretName).toBe(names.secret)
    const { mountPath } = container.volumeMounts.find(({ name }: { name: string }) => name === 'keys')
    const [file] = Object.keys(ofKind('Secret').stringData)
    expect(settings.keys).toBe(`${mountPath}/${file}`)
    expect(container.volumeMounts.map((mount: { name: string }) => mount.name).sort()).toEqual(
      Object.keys(volumes).sort(),
    )
  })
})

describe('a pod', () => {
  test('answers probes, requests and scrapes on the port that the settings name', () => {
    const [port] = container.ports
    expect(port.containerPort).toBe(settings.port)
    expect(pod.metadata.annotations['prometheus.io/port']).toBe(String(settings.port))
    for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe])
      expect(probe.httpGet.port).toBe(port.name)
    expect(ofKind('Service').spec.ports[0].targetPort).toBe(port.name)
    expect(ofKind('NetworkPolicy').spec.ingress[0].ports[0].port).toBe(port.name)
  })

  test('lives longer than it takes to leave the service and to answer what was taken', () => {
    const [, pause] = container.lifecycle.preStop.exec.command.at(-1).match(/, (\d+)\)$/)
    const milliseconds = Number(pause) + settings.drainMs
    expect(pod.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(milliseconds + 5000)
  })

  test('has a processor for each process of the server', () => {
    expect(Number(container.resources.requests.cpu)).toBe(settings.processes)
  })

  test('may do nothing that a server does not need', () => {
    expect(pod.spec.securityContext.runAsNonRoot).toBe(true)
    expect(pod.spec.automountServiceAccountToken).toBe(false)
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('has the settings of the container image', () => {
    const file = readFileSync(join(ROOT, 'deploy/container/server.json'), 'utf8')
    expect(settings).toEqual(JSON.parse(file))
  })
})

test('the autoscaler leaves pods for a disruption, and its own metric is one of the adapter', () => {
  const { minReplicas, metrics } = ofKind('HorizontalPodAutoscaler').spec
  expect(minReplicas).toBeGreaterThan(ofKind('PodDisruptionBudget').spec.maxUnavailable)
  const adapter = parse(readFileSync(join(ROOT, 'deploy/prometheus/adapter-values.yaml'), 'utf8'))
  const provided = adapter.rules.custom.map((rule: { name: { as: string } }) => rule.name.as)
  const wanted = metrics.flatMap(
    ({ pods }: { pods?: { metric: { name: string } } }) => pods?.metric.name ?? [],
  )
  expect(wanted.length).toBeGreaterThan(0)
  expect(provided).toEqual(expect.arrayContaining(wanted))
})
