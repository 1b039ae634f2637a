import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Failure } from '../http/answer/failure.ts'
import { type Partner, type Partners } from '../partners/partners.ts'
import { type Session } from '../sessions/sessions.ts'
import { type Store } from '../store/store.ts'
import { storeKey } from '../store/store-key.ts'
import { networkOf } from './address.ts'

/** How many requests to the API there may be in a minute. 0 is any number. */
export interface RequestLimits {
  readonly perAddress: number
  /** Of one customer or guest, however often the session is renewed. */
  readonly perSubject: number
  /** Of a partner's back end and all of its customers. Guests count as one partner. */
  readonly perPartner: number
  /** Wrong partner keys from one address. */
  readonly wrongKeys: number
}

export interface CountRequests {
  readonly session: (session: Pick<Session, 'partner' | 'sub'>) => Promise<void>
  /** The partner whose key a request has. Nobody can go on guessing: after too many wrong keys no key is looked at. */
  readonly partner: (request: FastifyRequest) => Promise<Partner>
}

/** Counts the requests to the API, and refuses with `tooManyRequests` who sends more than its share. */
export function limitRequests(
  app: FastifyInstance,
  store: Store,
  partners: Partners,
  { perAddress, perSubject, perPartner, wrongKeys }: RequestLimits,
): CountRequests {
  const limiterOf = (name: string, most: number) =>
    most === 0 ? undefined : store.limiter({ name, most, seconds: 60 })
  const addresses = limiterOf('address', perAddress)
  const subjects = limiterOf('subject', perSubject)
  const ofPartners = limiterOf('partner', perPartner)
  const guesses = limiterOf('guess', wrongKeys)

  if (addresses) {
    app.addHook('onRequest', async ({ raw, ip }) => {
      if (raw.url?.startsWith('/api/')) await addresses.count(storeKey('address', networkOf(ip)))
    })
  }

  return {
    async session({ partner, sub }) {
      await Promise.all([
        subjects?.count(storeKey('subject', partner, sub)),
        ofPartners?.count(storeKey('partner', partner)),
      ])
    },
    async partner(request) {
      const key = storeKey('guess', networkOf(request.ip))
      await guesses?.check(key)
      try {
        const partner = partners.authenticate(request.headers.authorization)
        // For the log.
        request.partnerId = partner.id
        await ofPartners?.count(storeKey('partner', partner.id))
        return partner
      } catch (error) {
        const isWrongKey = error instanceof Failure && error.code === 'partnerKeyInvalid'
        if (isWrongKey) await guesses?.count(key)
        throw error
      }
    },
  }
}
