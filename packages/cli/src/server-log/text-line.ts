import type { LogEvent } from './server-log.ts'

/** An event as people read it: what happened, and then its members as `name=value`. */
export function textLine(time: string, event: LogEvent): string {
  if (event.kind === 'request') {
    const { method, url, status, ms, kind: _, ...others } = event
    return [time, method, url, status, shortMs(ms), ...pairs(others)].join(' ')
  }
  if (event.kind === 'call') {
    const { path, status, ms, kind: _, ...others } = event
    return [time, 'gRPC', path, status, shortMs(ms), ...pairs(others)].join(' ')
  }
  const { kind, ...members } = event
  return [time, kind, ...pairs(members)].join(' ')
}

function shortMs(ms: number): string {
  return `${ms.toFixed(1)}ms`
}

function pairs(members: object): string[] {
  return Object.entries(members).map(([name, value]) => `${name}=${shown(value)}`)
}

/** Quoted where it would not be one word: nobody can make up a line or a member of one. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:+/@*-]+$/.test(value) ? value : JSON.stringify(value)
}
