/** What the page says that opens a link. */
export const enLink = {
  title: 'Open your documents',
  advice: 'You got this link to upload documents. Open it on the device that you want to use.',
  open: 'Open',
}

export type LinkWords = typeof enLink
