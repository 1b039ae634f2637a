import { readdir, readFile } from 'node:fs/promises'

/** The processor's time, in microseconds, that a process has taken in all of its threads so far. Linux keeps count of it. */
export async function processorTime(pid: number): Promise<number> {
  const folder = `/proc/${String(pid)}/task`
  const threads = await readdir(folder)
  const times = threads.map(async (thread) => {
    const [nanoseconds = ''] = (await readFile(`${folder}/${thread}/schedstat`, 'utf8')).split(' ')
    return Number(nanoseconds) / 1000
  })
  return (await Promise.all(times)).reduce((sum, time) => sum + time, 0)
}
