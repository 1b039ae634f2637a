const limitMs = 60_000

/**
 * Waits for a part of the page that is loaded later. Rejects after a minute, because a browser waits for ever for a server
 * that says nothing. The part may still come, and another call then gets it.
 */
export function loadInTime<Part>(loading: Promise<Part>): Promise<Part> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('A part of the page has not come in time')), limitMs)
    loading.finally(() => clearTimeout(late)).then(resolve, reject)
  })
}
