import { type StoredDocument } from '../document.ts'
import { faultRules } from '../faults/faults.ts'
import { html, type Markup } from './html.ts'

export const stylesheetPath = '/sandbox/page.css'

/** Nobody looks through a page of more pictures. The JSON lists all documents. */
const mostShown = 100

/** The front page, as HTML. It needs no script. It shows everything that was sent as text, never as markup. */
export function renderPage(newestFirst: readonly StoredDocument[], faults: readonly string[]): string {
  const shown = newestFirst.slice(0, mostShown)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>ConnectFi sandbox</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${stylesheetPath}" />
      </head>
      <body>
        <header>
          <h1>ConnectFi sandbox</h1>
          <p>
            A stand-in for ConnectFi’s document endpoints, on this machine only. What it was sent, newest
            first; the same as <a href="/sandbox/documents">JSON</a>, and the
            <a href="/sandbox/requests">requests</a> behind it.
          </p>
        </header>
        <main>
          ${faults.length === 0 ? undefined : setFaults(faults)}
          <h2>${countOf(newestFirst.length)}</h2>
          ${
            shown.length === 0
              ? emptyNote
              : html`<ol class="documents">
                  ${shown.map(documentCard)}
                </ol>`
          }
          ${newestFirst.length > shown.length ? olderNote(newestFirst.length - shown.length) : undefined}
        </main>
        <footer>${faultList}</footer>
      </body>
    </html> `
  return page.text
}

function documentCard(document: StoredDocument): Markup {
  const { id, name, workflow, type, extension, note, note_author_agent_email: email, dtsCreatedAt } = document
  return html`<li>
    <article aria-labelledby="${id}">
      ${picture(document)}
      <div class="about">
        <h3 id="${id}"><bdi>${name}</bdi></h3>
        <p class="status">
          ${document.file ? html`<span class="uploaded">Uploaded</span>` : html`<span>Waiting for its file</span>`}
          <span>${workflow}</span><span>${type}</span><span>${extension}</span>
        </p>
        <dl>
          ${row('Document ID', html`<code>${id}</code>`)}
          ${row('Created', html`<time datetime="${dtsCreatedAt}">${readableTime(dtsCreatedAt)}</time>`)}
          ${note ? row('Note', html`<bdi>${note}</bdi>`) : undefined}
          ${email ? row('Agent', html`<bdi>${email}</bdi>`) : undefined}
          ${document.file && row('Size', html`${readableSize(document.file.size)}`)}
          ${document.file && row('SHA-256', html`<code>${document.file.sha256}</code>`)}
        </dl>
      </div>
    </article>
  </li>`
}

function picture({ id, name, file }: StoredDocument): Markup {
  if (!file) return html`<div class="picture" aria-hidden="true">No file yet</div>`
  const address = `/sandbox/documents/${id}/file`
  return html`<a class="picture" href="${address}"
    ><img src="${address}" alt="The file uploaded for ${name}" loading="lazy"
  /></a>`
}

function row(term: string, description: Markup): Markup {
  return html`<div>
    <dt>${term}</dt>
    <dd>${description}</dd>
  </div>`
}

const emptyNote = html`<p class="empty">
  Nothing yet. What is registered or uploaded appears here after a reload.
</p>`

function olderNote(count: number): Markup {
  return html`<p>And ${count} older, all of them in <a href="/sandbox/documents">the JSON list</a>.</p>`
}

function setFaults(faults: readonly string[]): Markup {
  return html`<p class="faults">
    Every document suffers: ${faults.map((fault) => html`<code>${fault}</code> `)}
  </p>`
}

const faultList = html`<details>
  <summary>Faults on demand</summary>
  <p>
    Put <code>[fault:NAME]</code> into a document’s name and every call it concerns fails that way;
    <code>[fault:NAME:once]</code> strikes the first such call with exactly that name. Several markers may
    stand in one name: each call suffers the first that is left for it. <code>PUT /sandbox/faults</code> with
    a list such as <code>["upload-500:once"]</code> strikes documents of any name.
  </p>
  <dl>
    ${[...faultRules].map(
      ([name, { says, operations }]) =>
        html`<div>
          <dt><code>${name}</code></dt>
          <dd>${operations.length === 1 ? operations[0] : 'generate or upload'} ${says}</dd>
        </div>`,
    )}
  </dl>
</details>`

function countOf(count: number): string {
  return count === 1 ? '1 document' : `${count} documents`
}

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
})

function readableTime(iso: string): string {
  return `${timeFormat.format(new Date(iso))} UTC`
}

const bytesFormat = new Intl.NumberFormat('en')
const kilobytesFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

function readableSize(bytes: number): string {
  const exact = `${bytesFormat.format(bytes)} bytes`
  if (bytes < 1000) return exact
  return bytes < 1_000_000
    ? `${kilobytesFormat.format(bytes / 1000)} kB (${exact})`
    : `${kilobytesFormat.format(bytes / 1_000_000)} MB (${exact})`
}
