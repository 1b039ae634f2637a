import { type ReactElement } from 'react'

/**
 * What a component is given to show beside elements of its own. Text is excluded, because it would then have siblings,
 * which a browser's translation can't cope with (`sole-texts.test.ts`).
 */
export type Elements = ReactElement | readonly Elements[] | false | null | undefined
