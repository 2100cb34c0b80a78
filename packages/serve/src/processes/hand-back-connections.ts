import type { ChildProcess } from 'node:child_process'
import type { EventEmitter } from 'node:events'

/** What node:cluster sends to a process with a connection, and gets back when the process has taken it, or not. */
interface ClusterMessage {
  readonly cmd?: string
  readonly act?: string
  readonly seq?: number
  readonly ack?: number
}

/**
 * Gives connections to another process that a process was sent and had not taken when it ended. node:cluster keeps such a
 * connection open and forgets it: its client would wait for ever (as in https://github.com/nodejs/node/issues/3551). Here it is
 * told in the name of the process that has ended what a process says that takes no more: the connection was not taken.
 *
 * @param child - of a worker of node:cluster, just started
 */
export function handBackConnections(child: ChildProcess): void {
  const sent = new Set<number>()
  const internal = child as EventEmitter
  const send = child.send.bind(child) as (message: ClusterMessage, ...rest: unknown[]) => boolean
  child.send = (message: ClusterMessage, ...rest: unknown[]) => {
    if (message.cmd === 'NODE_CLUSTER' && message.act === 'newconn') sent.add(message.seq as number)
    return send(message, ...rest)
  }
  internal.on('internalMessage', ({ ack }: ClusterMessage) => {
    if (ack !== undefined) sent.delete(ack)
  })
  let isDisconnected = false
  child.once('disconnect', () => {
    isDisconnected = true
  })
  child.once('close', () => {
    // Node does not tell it of a process that ends with a connection on its way, which would be sent others then.
    if (!isDisconnected) internal.emit('disconnect')
    for (const ack of [...sent])
      internal.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false })
  })
}
