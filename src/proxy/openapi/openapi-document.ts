import { failureEnvelopeSchema } from '../../contract/api/envelope.ts'
import { type ErrorCode, errorCodes, errorRule } from '../../contract/errors.ts'
import { filePartName } from '../../contract/file.ts'
import { Failure } from '../http/answer/failure.ts'
import { type Endpoint, endpoints, failuresOfAll, failuresOfCaller } from './endpoints.ts'
import { type JsonSchema, toJsonSchema } from './schema-rules.ts'

/** As in package.json, which a server that is built doesn't have beside it. */
export const apiVersion = '0.2.0'

/** The codes that an endpoint's failures can have. */
export function failuresOf({ caller, failures = [] }: Endpoint): readonly ErrorCode[] {
  const own = new Set<ErrorCode>([...failuresOfAll, ...failuresOfCaller[caller], ...failures])
  return errorCodes.filter((code) => own.has(code))
}

/**
 * The API as an OpenAPI 3.1 document, from the very schemas that the proxy and its callers parse by. A code's rule
 * (`x-retryable`, `x-actor`, `x-unconfirmed`) stands with its words in the list of codes.
 */
export function describeApi(): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.route.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method]: describeOperation(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Akepa document upload wizard',
      version: apiVersion,
      description:
        'The proxy between browsers, partners’ back ends and PayGears ConnectFi. Below /api it keeps ConnectFi’s paths, bodies and envelopes.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Failure: toJsonSchema(failureEnvelopeSchema, 'output') },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'A customer’s session.' },
        partnerKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A partner’s API key. It never reaches a browser.',
        },
      },
    },
    'x-error-codes': Object.fromEntries(errorCodes.map((code) => [code, describeCode(code)])),
  }
}

function describeCode(code: ErrorCode) {
  const { status, retryable = false, actor, unconfirmed = false } = errorRule(code)
  return { status, message: new Failure(code).message, retryable, actor, unconfirmed }
}

function describeOperation(endpoint: Endpoint) {
  const { method, route, summary, caller, parameters = [], body, answer, answerHeaders = {} } = endpoint
  return {
    operationId: `${method} ${route}`.replaceAll(/\W+(\w?)/g, (_gap, letter: string) => letter.toUpperCase()),
    summary,
    security: caller === 'session' || caller === 'partnerKey' ? [{ [caller]: [] }] : [],
    parameters: parameters.map(({ name, in: place, schema, isRequired = false, description }) => ({
      name,
      in: place,
      required: isRequired,
      description,
      schema: toJsonSchema(schema, 'input'),
    })),
    ...(body && { requestBody: { required: true, content: describeBody(body) } }),
    responses: {
      200: {
        description: 'Done.',
        headers: Object.fromEntries(
          Object.entries(answerHeaders).map(([name, description]) => [
            name,
            { description, schema: { type: 'string' } },
          ]),
        ),
        content: { 'application/json': { schema: toJsonSchema(answer, 'output') } },
      },
      ...describeFailures(failuresOf(endpoint)),
    },
  }
}

function describeBody(body: NonNullable<Endpoint['body']>) {
  if (body !== 'file') return { 'application/json': { schema: toJsonSchema(body, 'input') } }
  return {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { [filePartName]: { type: 'string', contentMediaType: 'application/octet-stream' } },
        required: [filePartName],
        additionalProperties: false,
      },
    },
  }
}

/** By status, which is all that OpenAPI tells answers apart by. */
function describeFailures(codes: readonly ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => errorRule(code).status))]
  return Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => errorRule(code).status === status)
      const schema = {
        allOf: [{ $ref: '#/components/schemas/Failure' }, { properties: { code: { enum: own } } }],
      }
      const description = own.map((code) => `\`${code}\`: ${new Failure(code).message}`).join('\n')
      return [status, { description, content: { 'application/json': { schema } } }]
    }),
  )
}
