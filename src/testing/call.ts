/** An answer in the envelopes of ConnectFi and of our own, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly code: string
    readonly requestId: string
    readonly message?: string
    readonly context?: unknown
    readonly data: Record<string, unknown>
  }
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', ...init })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}
