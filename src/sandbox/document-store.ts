import { randomBytes } from 'node:crypto'
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
  type FileHandle,
} from 'node:fs/promises'
import { join } from 'node:path'
import {
  createDocumentId,
  storedDocumentSchema,
  type GenerateRequest,
  type StoredDocument,
} from './document.ts'

/** A file on its way in, whole or not. It belongs to no document until it is attached. */
export interface Draft {
  readonly path: string
  readonly size: number
  readonly sha256: string
}

const draftPrefix = '.incoming-'
const documentPrefix = 'doc_'
const metadataName = 'document.json'
const fileNamePattern = /^[0-9a-f]{64}$/

/**
 * Keeps each document in a folder of its own: `document.json`, and beside it the file under its SHA-256. Everything is
 * written under another name first and then renamed. The renaming of the metadata commits a change. Until then the old
 * file and the old metadata that names it are in place, whatever happens.
 */
export class DocumentStore {
  readonly #dir: string
  readonly #documents = new Map<string, StoredDocument>()
  readonly #leftovers: string[] = []
  #lastWrite: Promise<unknown> = Promise.resolve()
  #lastCreatedMs = 0

  private constructor(dir: string) {
    this.#dir = dir
  }

  /**
   * Opens `dir`, and makes it if it is missing. Folders that can't be read as a document are left alone and not listed.
   * Rejects with Node's own error, with its `path`, if the folder can't be made, read or written to.
   */
  static async open(dir: string): Promise<DocumentStore> {
    const store = new DocumentStore(dir)
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await store.#tryWriting()
    const found: StoredDocument[] = []
    for (const name of await readdir(dir)) {
      if (name.startsWith(draftPrefix)) store.#leftovers.push(join(dir, name))
      const document = name.startsWith(documentPrefix) ? await store.#read(name) : undefined
      if (!document) continue
      found.push(document)
      for (const file of await readdir(join(dir, name))) {
        if (fileNamePattern.test(file) && file !== document.file?.sha256)
          store.#leftovers.push(join(dir, name, file))
      }
    }
    found.sort((a, b) => Date.parse(a.dtsCreatedAt) - Date.parse(b.dtsCreatedAt))
    for (const document of found) store.#documents.set(document.id, document)
    store.#lastCreatedMs = Date.parse(found.at(-1)?.dtsCreatedAt ?? '') || 0
    return store
  }

  /**
   * Removes what `open` found of writes that a crash broke off: drafts, and files that no metadata names. Call it when
   * certainly no other sandbox uses the folder, because that one may be writing them.
   */
  async sweep(): Promise<void> {
    for (const path of this.#leftovers.splice(0)) await this.discard(path)
  }

  find(id: string): StoredDocument | undefined {
    return this.#documents.get(id)
  }

  newestFirst(): StoredDocument[] {
    return [...this.#documents.values()].toReversed()
  }

  create(request: GenerateRequest): Promise<StoredDocument> {
    return this.#oneAtATime(async () => {
      // No two documents have the same time, so a restart finds them in the order in which they came.
      this.#lastCreatedMs = Math.max(Date.now(), this.#lastCreatedMs + 1)
      const dtsCreatedAt = new Date(this.#lastCreatedMs).toISOString()
      const document = { id: createDocumentId(), dtsCreatedAt, ...request }
      await this.#write(document, this.#folder(document.id), async (draft) => {
        await mkdir(draft)
        await writeFile(join(draft, metadataName), textOf(document))
      })
      return document
    })
  }

  /** A path to write a draft to. The caller must call `discard` with it in the end, even if the draft was attached. */
  draftPath(): string {
    return join(this.#dir, `${draftPrefix}${randomBytes(8).toString('hex')}`)
  }

  async discard(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true })
  }

  /** Makes a draft the document's file, in place of an earlier one. Undefined if the document is gone. */
  attach(id: string, { path, size, sha256 }: Draft): Promise<StoredDocument | undefined> {
    return this.#oneAtATime(async () => {
      const former = this.#documents.get(id)
      if (!former) return undefined
      const document = { ...former, file: { size, sha256 } }
      await rename(path, this.#filePath(id, sha256))
      await this.#write(document, this.#metadataPath(id), (draft) => writeFile(draft, textOf(document)))
      if (former.file && former.file.sha256 !== sha256) await rm(this.#filePath(id, former.file.sha256))
      return document
    })
  }

  /** Opens the document's file. The caller must close it. Undefined if there is none. */
  async openFile({ id, file }: StoredDocument): Promise<FileHandle | undefined> {
    return file && open(this.#filePath(id, file.sha256)).catch(() => undefined)
  }

  /** Removes every document and draft, and nothing else in the folder. */
  clear(): Promise<void> {
    return this.#oneAtATime(async () => {
      this.#documents.clear()
      for (const name of await readdir(this.#dir)) {
        const isOurs = name.startsWith(documentPrefix) || name.startsWith(draftPrefix)
        if (isOurs) await rm(join(this.#dir, name), { recursive: true, force: true })
      }
    })
  }

  /** Resolves when every write that has begun is done. */
  async settled(): Promise<void> {
    await this.#lastWrite
  }

  /** A folder that can't be written to must fail the start, not the first document. */
  async #tryWriting(): Promise<void> {
    const draft = this.draftPath()
    await writeFile(draft, '')
    await rm(draft)
  }

  async #read(id: string): Promise<StoredDocument | undefined> {
    try {
      const document = storedDocumentSchema.parse(JSON.parse(await readFile(this.#metadataPath(id), 'utf8')))
      if (document.file) await access(this.#filePath(id, document.file.sha256))
      return document.id === id ? document : undefined
    } catch {
      return undefined
    }
  }

  async #write(
    document: StoredDocument,
    path: string,
    writeDraft: (path: string) => Promise<void>,
  ): Promise<void> {
    const draft = this.draftPath()
    try {
      await writeDraft(draft)
      await rename(draft, path)
    } finally {
      await this.discard(draft)
    }
    this.#documents.set(document.id, document)
  }

  /** Without it, two uploads to one document, or an upload and `clear`, could remove each other's files. */
  #oneAtATime<Result>(write: () => Promise<Result>): Promise<Result> {
    const result = this.#lastWrite.then(write)
    this.#lastWrite = result.catch(() => undefined)
    return result
  }

  #folder(id: string): string {
    return join(this.#dir, id)
  }

  #metadataPath(id: string): string {
    return join(this.#folder(id), metadataName)
  }

  #filePath(id: string, sha256: string): string {
    return join(this.#folder(id), sha256)
  }
}

function textOf(document: StoredDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
