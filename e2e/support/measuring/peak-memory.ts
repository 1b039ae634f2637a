import { readFile } from 'node:fs/promises'

/** The most memory, in bytes, that a process has held since it began. Linux keeps count of it. */
export async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}
