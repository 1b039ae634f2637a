import { expect, test } from 'vitest'
import { type FileWarning } from '../prepared-file.ts'
import { photographedPage, photographFolder, type Photograph, photographsIn } from '../testing/photographs.ts'
import { blurred, exposed, warningsOf } from '../testing/spoilt-photographs.ts'

/** PHOTOGRAPHS names files or folders with others that are sharp and well lit, a colon between them: they are judged too. */
const others = process.env['PHOTOGRAPHS']

class Tally {
  count = 0
  readonly falseAlarms: string[] = []
  readonly missed = { blurred: [] as string[], dark: [] as string[], bright: [] as string[] }

  /** Each photograph, and before some of them a page that lies on it. */
  async addAll(photographs: AsyncIterable<Photograph>, photographsPerPage: number): Promise<void> {
    for await (const photograph of photographs) {
      const pages = this.count / photographsPerPage
      if (Number.isInteger(pages)) await this.#add(await photographedPage(photograph, pages))
      await this.#add(photograph)
    }
  }

  async #add(photograph: Photograph): Promise<void> {
    const { title } = photograph
    this.count += 1
    for (const warning of await warningsOf(photograph)) this.falseAlarms.push(`${title}: ${warning}`)
    const spoilt: readonly (readonly [keyof Tally['missed'] & FileWarning, Photograph])[] = [
      ['blurred', await blurred(photograph, 0.003)],
      ['dark', exposed(photograph, -3)],
      ['bright', exposed(photograph, 3)],
    ]
    for (const [warning, result] of spoilt) {
      if (!(await warningsOf(result)).includes(warning)) this.missed[warning].push(title)
    }
  }

  print(): void {
    const lines = Object.entries(this.missed).map(
      ([warning, titles]) =>
        `made ${warning}: ${this.count - titles.length} found, not ${titles.join(', ') || 'one'}`,
    )
    process.stdout.write(
      [
        `${this.count} photographs, ${this.falseAlarms.length} false alarms`,
        ...this.falseAlarms,
        ...lines,
        '',
      ].join('\n'),
    )
  }
}

test('Photographs are warned about when they are spoilt, and left in peace when they are not', async () => {
  const tally = new Tally()
  await tally.addAll(photographsIn(photographFolder), 3)
  tally.print()
  expect(tally).toMatchObject({
    count: 18,
    falseAlarms: [],
    missed: {
      blurred: [],
      dark: [],
      bright: [
        // What isn't white is still dark, and no shade is left, as on a clean page: the print can be read.
        'letter.jpg',
        // Two thirds or more were so dark that nothing there is lost.
        'page on portrait.jpg',
        'portrait.jpg',
        'street-at-night.jpg',
      ],
    },
  })
}, 120_000)

test.each(others === undefined ? [] : [others])(
  'So are most of those in %s',
  async (paths) => {
    const tally = new Tally()
    for (const path of paths.split(':')) await tally.addAll(photographsIn(path), 7)
    tally.print()
    const { count, falseAlarms, missed } = tally
    expect(count).toBeGreaterThan(0)
    expect(falseAlarms.length).toBeLessThanOrEqual(count * 0.02)
    for (const titles of Object.values(missed)) expect(titles.length).toBeLessThanOrEqual(count * 0.1)
  },
  3_600_000,
)
