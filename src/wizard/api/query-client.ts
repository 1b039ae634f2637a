import { Mutation, type MutationCache, type QueryClient } from '@tanstack/react-query'

/**
 * As much of a `QueryClient` and of its cache as `useMutation` asks for. Whole ones bring the machinery of queries, of
 * scopes and of looking mutations up, 4.4 kB that nothing here needs. Each mutation is given the client by hand: a
 * provider would stand in the first view, and bring the library with it.
 */
const cache: Pick<MutationCache, 'build' | 'canRun' | 'config' | 'notify' | 'remove' | 'runNext'> = {
  config: {},
  build: (client, options, state) =>
    new Mutation({
      client,
      mutationCache: cache as MutationCache,
      mutationId: 0,
      options: client.defaultMutationOptions(options),
      ...(state && { state }),
    }),
  canRun: () => true,
  runNext: () => Promise.resolve(),
  notify: () => {},
  remove: () => {},
}

const mutationClient: Pick<QueryClient, 'getMutationCache' | 'defaultMutationOptions'> = {
  getMutationCache: () => cache as MutationCache,
  defaultMutationOptions: <Options>(options?: Options) => options ?? ({} as Options),
}

export const queryClient = mutationClient as QueryClient
