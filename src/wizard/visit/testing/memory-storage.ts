/** As much of a browser's `Storage` as is used here. */
export class MemoryStorage {
  readonly entries = new Map<string, string>()
  getItem = (key: string) => this.entries.get(key) ?? null
  setItem = (key: string, value: string) => void this.entries.set(key, value)
  removeItem = (key: string) => void this.entries.delete(key)
  key = (index: number) => Array.from(this.entries.keys())[index] ?? null
  get length() {
    return this.entries.size
  }
}
