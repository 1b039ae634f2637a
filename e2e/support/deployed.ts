/** How `.deploy/Containerfile` starts the server. */
export const deployed = {
  options: ['--max-semi-space-size=2'],
  environment: { MALLOC_ARENA_MAX: '1' },
} as const
