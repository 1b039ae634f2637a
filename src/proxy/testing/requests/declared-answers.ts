import { endpoints } from '../../openapi/endpoints.ts'
import { failuresOf } from '../../openapi/openapi-document.ts'

interface RequestLine {
  readonly msg: string
  readonly method?: string
  readonly route?: string
  readonly status?: number
  readonly code?: string
}

/** By method and route, what the OpenAPI document says that an endpoint may fail with. */
const declared = new Map(
  endpoints.map((endpoint) => [
    `${endpoint.method.toUpperCase()} ${endpoint.route}`,
    new Set<string>(failuresOf(endpoint)),
  ]),
)

/** Answers of a proxy that its OpenAPI document doesn't tell of, from its log. */
export function undeclaredAnswers(log: string): string[] {
  const lines = log.split('\n').filter((line) => line.includes('"msg":"request"'))
  const requests = lines.map((line) => JSON.parse(line) as RequestLine)
  return requests.flatMap(({ method = '', route = '', status = 0, code }) => {
    const isOfApi = route.startsWith('/api/') && method !== 'HEAD'
    if (!isOfApi || code === undefined)
      return isOfApi && !declared.has(`${method} ${route}`) ? [`${method} ${route}`] : []
    return declared.get(`${method} ${route}`)?.has(code) ? [] : [`${method} ${route}: ${status} ${code}`]
  })
}
