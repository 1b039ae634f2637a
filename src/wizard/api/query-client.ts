import { MutationCache, type QueryClient } from '@tanstack/react-query'

const mutations = new MutationCache()

/**
 * As much of a `QueryClient` as `useMutation` asks for. A whole one brings the machinery of queries, 4 kB that nothing
 * here needs. Each mutation is given it by hand: a provider would stand in the first view, and bring the library with
 * it.
 */
const mutationClient: Pick<QueryClient, 'getMutationCache' | 'defaultMutationOptions'> = {
  getMutationCache: () => mutations,
  defaultMutationOptions: <Options>(options?: Options) => options ?? ({} as Options),
}

export const queryClient = mutationClient as QueryClient
