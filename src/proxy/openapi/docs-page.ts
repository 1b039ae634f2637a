import { type ErrorCode, errorCodes, errorRule } from '../../contract/errors.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Caller, type Endpoint, endpoints } from './endpoints.ts'
import { failuresOf } from './openapi-document.ts'
import { type JsonSchema, toJsonSchema } from './schema-rules.ts'

const callers: Readonly<Record<Caller, string>> = {
  session: 'A customer’s session, as a bearer token',
  partnerKey: 'A partner’s API key, as a bearer token',
  ownPage: 'The wizard’s own page',
  anybody: 'Anybody',
}

/** The API for people to read: what `/openapi.json` says, endpoint by endpoint, and every error code. */
export function docsPage({ info }: JsonSchema): string {
  const { title, version, description } = info as Record<'title' | 'version' | 'description', string>
  const rows = errorCodes.map(describeCode).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API of the ${escape(title)}</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<main>
<h1>API of the ${escape(title)}, ${escape(version)}</h1>
<p>${escape(description)}</p>
<p>For machines: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1)</p>
<nav aria-label="Endpoints"><ul>
${endpoints.map((endpoint) => `<li><a href="#${idOf(endpoint)}">${nameOf(endpoint)}</a></li>`).join('\n')}
</ul></nav>
${endpoints.map(describeEndpoint).join('\n')}
<h2 id="codes">Error codes</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="codes"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Repeat</th><th scope="col">Who can act</th><th scope="col">Message</th></tr></thead>
<tbody>
${rows}
</tbody></table></div>
</main>
</body>
</html>
`
}

function describeEndpoint(endpoint: Endpoint): string {
  const { summary, caller, parameters = [], body, answer, answerHeaders = {} } = endpoint
  const taken = parameters.map(
    ({ name, in: place, isRequired, description }) =>
      `<dt><code>${escape(name)}</code> (${place}${isRequired ? ', required' : ''})</dt><dd>${escape(description)}</dd>`,
  )
  const given = Object.entries(answerHeaders).map(
    ([name, description]) =>
      `<dt><code>${escape(name)}</code> (header of the answer)</dt><dd>${escape(description)}</dd>`,
  )
  const list = [...taken, ...given].join('\n')
  const failures = failuresOf(endpoint).map((code) => `<code>${code}</code>`)
  return `<section aria-labelledby="${idOf(endpoint)}">
<h2 id="${idOf(endpoint)}">${nameOf(endpoint)}</h2>
<p>${escape(summary)}</p>
<p>Who may call: ${escape(callers[caller])}.</p>
${list && `<dl>${list}</dl>`}
${body === 'file' ? '<p>Body: a multipart form with the one part <code>file</code>.</p>' : body ? schema('Body', toJsonSchema(body, 'input')) : ''}
${schema('Answer', toJsonSchema(answer, 'output'))}
<p>Failures: ${failures.join(', ')}</p>
</section>`
}

function schema(title: string, content: JsonSchema): string {
  return `<details><summary>${title}</summary><pre tabindex="0">${escape(JSON.stringify(content, null, 2))}</pre></details>`
}

function describeCode(code: ErrorCode): string {
  const { status, retryable, actor, unconfirmed } = errorRule(code)
  const again = retryable ? `yes${unconfirmed ? ', unconfirmed' : ''}` : 'no'
  const cells = [`<code>${code}</code>`, status, again, actor, escape(new Failure(code).message)]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

const nameOf = ({ method, route }: Endpoint) => escape(`${method.toUpperCase()} ${route}`)
const idOf = ({ method, route }: Endpoint) => `${method}${route.replaceAll(/[^A-Za-z]+/g, '-')}`

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export const docsStyle = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
section { border-top: 1px solid GrayText; margin-top: 2rem; }
li, summary { line-height: 2; }
code, pre { font: 0.9em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre, .wide { overflow: auto; max-height: 30rem; }
.wide { max-height: none; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: left; vertical-align: top; }
`
