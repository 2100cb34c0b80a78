import { median, rangeOf } from '../lib/report.mjs'
import { gemmFlops } from './gemm-flops.mjs'

/** Adds the rows of one case: textgate's variants beside the best PyTorch, the best textgate beside everyone, and peaks. */
export function addRows(report, { workload, standings, versions }) {
  for (const { first = {} } of standings) {
    for (const name of ['tfjs', 'torch', 'keras', 'tensorflow']) if (first[name]) versions[name] = first[name]
  }
  const ours = standings.filter(({ team }) => team === 'textgate')
  const best = fastest(ours)
  const torch = fastest(standings.filter(({ team }) => team === 'PyTorch'))
  for (const standing of ours) addPair(report, { workload, standing, peer: torch, peerTeam: 'PyTorch' })
  for (const peer of standings) {
    const told = peer === torch && ours.includes(best)
    if (!ours.includes(peer) && !told) addPair(report, { workload, standing: best, peer })
  }
  addPeaks(report, { workload, standings })
}

function addPair(report, { workload, standing, peer, peerTeam }) {
  const row = {
    case: workload.name,
    subject: standing?.label ?? 'textgate',
    peer: peer?.label ?? peerTeam,
    metric: 'throughput',
    unit: 'docs/s',
  }
  const reason =
    standing === undefined
      ? 'no variant of textgate ran'
      : (standing.skipped ?? (peer === undefined ? `no ${peerTeam} here` : peer.skipped))
  const own = ran(standing) ? figures(standing, workload) : undefined
  const theirs = ran(peer) ? figures(peer, workload) : undefined
  const times = { ...(own && { time: own.time }), ...(theirs && { peerTime: theirs.time }) }
  if (own === undefined || theirs === undefined) {
    const values = {
      ...(own && { value: own.docsASecond }),
      ...(theirs && { peerValue: theirs.docsASecond }),
    }
    report.skip({ ...row, ...values, ...times, timeUnit: (own ?? theirs)?.timeUnit }, reason)
    return
  }
  report.add({
    ...row,
    value: own.docsASecond,
    peerValue: theirs.docsASecond,
    repeats: Math.min(standing.rounds.length, peer.rounds.length),
    ...times,
    timeUnit: own.timeUnit,
    // Of the single rounds, lowest and highest.
    ratioRange: rangeOfRatios(standing.rounds, peer.rounds),
    ...(standing.threads && { threads: standing.threads }),
    ...(standing.first?.compute && { compute: standing.first.compute }),
  })
}

/** Rates of each engine's own matrix product, and what the step's products reach of it. */
function addPeaks(report, { workload, standings }) {
  const engines = new Map()
  for (const { engine, gflops } of standings) {
    if (gflops !== undefined) engines.set(engine, Math.max(gflops, engines.get(engine) ?? 0))
  }
  for (const [engine, gflops] of engines) {
    const row = { case: workload.name, subject: engine, metric: 'sgemm 768×768×768', unit: 'GFLOP/s' }
    report.note({ ...row, value: gflops })
  }
  for (const standing of standings) {
    if (!ran(standing) || standing.gflops === undefined) continue
    const { tokensASecond } = figures(standing, workload)
    const rate = (gemmFlops(workload, standing) / workload.tokens) * tokensASecond
    const row = { case: workload.name, subject: standing.label, metric: 'share of its sgemm rate' }
    report.note({
      ...row,
      unit: 'fraction',
      value: rate / 1e9 / engines.get(standing.engine),
      repeats: standing.rounds.length,
    })
  }
}

function figures({ rounds }, workload) {
  const tokensASecond = median(present(rounds).map(({ tokens, seconds }) => tokens / seconds))
  const secondsAStep = median(present(rounds).map(({ steps, seconds }) => seconds / steps))
  if (workload.kind === 'step') {
    const docsASecond = median(present(rounds).map(({ docs, seconds }) => docs / seconds))
    return { tokensASecond, docsASecond, time: round(secondsAStep * 1000), timeUnit: 'ms a step' }
  }
  // By tokens, so that a sample of batches and a part of a pass count for what they hold.
  const seconds = workload.epochTokens / tokensASecond
  return {
    tokensASecond,
    docsASecond: workload.epochRows / seconds,
    time: round(seconds),
    timeUnit: 's an epoch',
  }
}

function rangeOfRatios(own, theirs) {
  const speed = ({ tokens, seconds }) => tokens / seconds
  const ratios = own.flatMap((mine, i) => (mine && theirs[i] ? [speed(mine) / speed(theirs[i])] : []))
  return ratios.length === 0 ? [] : rangeOf(ratios)
}

function fastest(standings) {
  const speed = ({ rounds }) => median(present(rounds).map(({ tokens, seconds }) => tokens / seconds))
  return standings.filter(ran).sort((a, b) => speed(b) - speed(a))[0]
}

const ran = (standing) => standing !== undefined && present(standing.rounds).length > 0
// A subject whose time is over has no figure of the later rounds.
const present = (rounds) => rounds.filter((entry) => entry !== undefined)
const round = (value) => Number(value.toPrecision(4))
