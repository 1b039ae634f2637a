/** An answer in ConnectFi's envelope or in ours. */
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

/** Sends a request, by default a POST, and reads its JSON answer. */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', ...init })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}
