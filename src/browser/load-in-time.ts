const limitMs = 60_000

/**
 * A part of the page that is loaded later. Rejects after a minute without it, because a browser waits for ever where a
 * server says nothing; it may still come, and is there then when it is asked for again.
 */
export function loadInTime<Part>(loading: Promise<Part>): Promise<Part> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('A part of the page has not come in time')), limitMs)
    loading.finally(() => clearTimeout(late)).then(resolve, reject)
  })
}
