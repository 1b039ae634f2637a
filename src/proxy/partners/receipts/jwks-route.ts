import { type FastifyInstance } from 'fastify'
import { type Receipts } from './receipts.ts'

/** `GET /.well-known/jwks.json`: the public keys that verify receipts (RFC 7517). */
export async function jwksRoute(
  app: FastifyInstance,
  { receipts }: { readonly receipts: Receipts },
): Promise<void> {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    reply.header('Cache-Control', 'public, max-age=300')
    return receipts.publicKeys
  })
}
