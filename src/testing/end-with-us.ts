import { type ChildProcess } from 'node:child_process'

const children = new Map<ChildProcess, NodeJS.Signals>()

/**
 * Ends a child that still runs when this process ends. So a test that fails, hangs or is broken off leaves nothing running.
 */
export function endWithUs<Child extends ChildProcess>(
  child: Child,
  signal: NodeJS.Signals = 'SIGKILL',
): Child {
  if (children.size === 0) process.once('exit', endAll)
  children.set(child, signal)
  child.once('exit', () => {
    children.delete(child)
    if (children.size === 0) process.off('exit', endAll)
  })
  return child
}

function endAll() {
  for (const [child, signal] of children) child.kill(signal)
}
