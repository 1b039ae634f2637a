import { type PreparedFile } from '../../image/prepared-file.ts'

let sent: { readonly documentId: string; readonly picture: PreparedFile } | undefined

/** Keeps the picture that has arrived last, for its receipt. The tab keeps no picture beyond a reload. */
export function keepSentPicture(documentId: string, picture: PreparedFile): void {
  sent = { documentId, picture }
}

export function sentPictureOf(documentId: string): PreparedFile | undefined {
  return sent?.documentId === documentId ? sent.picture : undefined
}
