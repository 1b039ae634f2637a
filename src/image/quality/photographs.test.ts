import { expect, test } from 'vitest'
import { type FileWarning } from '../prepared-file.ts'
import { photographedPage, type Photograph, photographs } from '../testing/photographs.ts'
import { blurred, exposed, warningsOf } from '../testing/spoilt-photographs.ts'

test('Photographs are warned about when they are spoilt, and left in peace when they are not', async () => {
  const falseAlarms: string[] = []
  const missed: Record<string, string[]> = {}
  let count = 0
  const judge = async (photograph: Photograph) => {
    count += 1
    for (const warning of await warningsOf(photograph)) falseAlarms.push(`${photograph.title}: ${warning}`)
    const spoilt: readonly (readonly [string, FileWarning, Photograph])[] = [
      ['blurred by 0.3% of the long side', 'blurred', await blurred(photograph, 0.003)],
      ['darkened by 3 stops', 'dark', exposed(photograph, -3)],
      ['blown out by 3 stops', 'bright', exposed(photograph, 3)],
    ]
    for (const [how, warning, result] of spoilt) {
      const titles = (missed[how] ??= [])
      if (!(await warningsOf(result)).includes(warning)) titles.push(photograph.title)
    }
  }
  for await (const photograph of photographs()) {
    if (count % 7 === 0) await judge(await photographedPage(photograph, count / 7))
    await judge(photograph)
  }

  const lines = Object.entries(missed).map(
    ([how, titles]) => `${how}: ${count - titles.length} found, not ${titles.join(', ') || 'one'}`,
  )
  process.stdout.write(
    [`${count} photographs, ${falseAlarms.length} false alarms`, ...falseAlarms, ...lines, ''].join('\n'),
  )
  expect(count).toBeGreaterThanOrEqual(100)
  expect(falseAlarms.length).toBeLessThanOrEqual(count * 0.02)
  for (const titles of Object.values(missed)) expect(titles.length).toBeLessThanOrEqual(count * 0.1)
}, 600_000)
