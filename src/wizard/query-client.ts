import { QueryClient } from '@tanstack/react-query'

/** Given to each mutation by hand: a provider would have to stand in the first view, and bring the library with it. */
export const queryClient = new QueryClient()
