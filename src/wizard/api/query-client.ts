import { MutationCache, type QueryClient } from '@tanstack/react-query'

const mutations = new MutationCache()

/**
 * As much of a `QueryClient` as `useMutation` asks for. A whole one brings the machinery of queries, 4 kB of which
 * nothing here has need. Given to each mutation by hand: a provider would have to stand in the first view, and bring
 * the library with it.
 */
const mutationClient: Pick<QueryClient, 'getMutationCache' | 'defaultMutationOptions'> = {
  getMutationCache: () => mutations,
  defaultMutationOptions: <Options>(options?: Options) => options ?? ({} as Options),
}

export const queryClient = mutationClient as QueryClient
