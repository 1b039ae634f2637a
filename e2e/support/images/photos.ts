import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { photographFolder } from '../../../src/image/testing/photographs.ts'
import { type TestFile } from '../../../src/testkit/testkit.ts'

/** A picture that nothing is wrong with. */
export async function photo(): Promise<TestFile> {
  const buffer = await readFile(join(photographFolder, 'licence.jpg'))
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer }
}

/** Dark, as it is taken without a light, and too small as well. */
export async function darkPhoto(): Promise<TestFile> {
  const photograph = sharp(join(photographFolder, 'licence.jpg')).resize(500)
  return { ...(await photo()), buffer: await photograph.linear(0.2).jpeg().toBuffer() }
}
