/** A text as JSON, or undefined where it is none, such as half an answer or the sign-in page of a hotel's network. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
