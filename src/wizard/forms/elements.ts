import { type ReactElement } from 'react'

/** What a component is handed to show beside elements of its own: no text, which would have siblings then. */
export type Elements = ReactElement | readonly Elements[] | false | null | undefined
