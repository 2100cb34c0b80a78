import { readFileSync } from 'node:fs'

/** Ids of a process's children, as Linux alone tells them; of this process unless given. */
export function childProcesses(pid = process.pid): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}
