import { setTimeout as delay } from 'node:timers/promises'

/** Waits until a server that is starting answers at an address, by default with anything. */
export async function answering(
  address: string,
  isRight: (answer: Response) => boolean = () => true,
): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(address, { redirect: 'manual' }).catch(() => undefined)
    if (answer && isRight(answer)) return
    await delay(50)
  }
  throw new Error(`Nothing answers as it should at ${address}`)
}
