import { readdirSync, readFileSync } from 'node:fs'

// Linux alone tells these things of processes.

/** Ids of a process's children. */
export function childrenOf(pid) {
  return idsIn(`/proc/${pid}/task/${pid}/children`)
}

/** Ids of a process and of all below it. */
export function treeOf(pid) {
  return [pid, ...childrenOf(pid).flatMap(treeOf)]
}

/**
 * A process and all below it at one moment.
 *
 * @returns `mainMiB` and `totalMiB`, resident memory of the process itself and of all; `processes`, how many; `handles`, open
 * files and sockets of the process itself
 */
export function usageOf(pid) {
  const tree = treeOf(pid)
  const memory = tree.map(residentMiB)
  return {
    mainMiB: memory[0],
    totalMiB: memory.reduce((sum, each) => sum + each, 0),
    processes: tree.length,
    handles: readdirSync(`/proc/${pid}/fd`).length,
  }
}

function residentMiB(pid) {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kibibytes ?? 0) / 1024
  } catch {
    return 0 // it has ended meanwhile
  }
}

function idsIn(file) {
  try {
    return readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
