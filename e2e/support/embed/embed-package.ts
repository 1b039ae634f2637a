import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '..', '..', '..')

/** A partner's project in a folder of its own, with our package installed from its tarball. */
export interface PartnerProject {
  readonly folder: string
  /** The tarball's name in the folder. */
  readonly tarball: string
  readonly tarballBytes: number
  /** Every file of the package, by its path in it. */
  readonly packed: readonly string[]
  /** Every package that npm's install brought. */
  readonly installed: readonly string[]
  readonly write: (path: string, text: string) => Promise<void>
  /** The lines that a strict compiler says of these files of the project. There are none if it agrees. */
  readonly compile: (...files: readonly string[]) => Promise<readonly string[]>
  /** Runs a script of the project in Node, and answers with what it prints. */
  readonly run: (file: string) => Promise<string>
  readonly remove: () => Promise<void>
}

/**
 * Packs the package, which builds it first if a source has changed, and installs it as a partner would: alone by npm, or with
 * this project's Playwright by pnpm, which npm fetches.
 */
export async function installPackedPackage(manager: 'npm' | 'pnpm' = 'npm'): Promise<PartnerProject> {
  const folder = await mkdtemp(join(tmpdir(), 'partner-'))
  const npm = async (cwd: string, ...args: string[]) => execute('npm', args, { cwd })
  await npm(root, 'pack', '--pack-destination', folder)
  const [tarball = ''] = await readdir(folder)
  const { size: tarballBytes } = await stat(join(folder, tarball))

  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const link = (name: string) => `link:${join(root, 'node_modules', name)}`
  const underPnpm = {
    '@playwright/test': link('@playwright/test'),
    playwright: link('playwright'),
    'akepa-upload-wizard': `file:./${tarball}`,
  }
  const devDependencies = manager === 'npm' ? {} : underPnpm
  await write(
    'package.json',
    JSON.stringify({ name: 'partner', private: true, type: 'module', devDependencies }),
  )
  if (manager === 'npm') await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${tarball}`)
  else await npm(folder, 'exec', '--yes', '--package=pnpm@10', '--', 'pnpm', 'install', '--offline')
  const lockfile = await readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => '{"packages":{}}')
  const lock = JSON.parse(lockfile) as { packages: Record<string, unknown> }
  return {
    folder,
    tarball,
    tarballBytes,
    packed: await filesUnder(join(folder, 'node_modules', 'akepa-upload-wizard')),
    installed: Object.keys(lock.packages).filter((name) => name !== ''),
    write,
    async compile(...files) {
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
      const options = [
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--exactOptionalPropertyTypes',
        '--pretty',
        'false',
      ]
      const target = [
        '--module',
        'esnext',
        '--moduleResolution',
        'bundler',
        '--target',
        'es2022',
        '--jsx',
        'react-jsx',
      ]
      try {
        await execute(process.execPath, [tsc, ...options, ...target, '--types', '', ...files], {
          cwd: folder,
        })
        return []
      } catch (error) {
        return (error as { stdout: string }).stdout.trim().split('\n')
      }
    },
    run: async (file) => (await execute(process.execPath, [file], { cwd: folder })).stdout,
    remove: async () => rm(folder, { recursive: true, force: true }),
  }
}

export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
}

/** Adds what a partner would install too, from the packages of this project. */
export async function addInstalled(project: PartnerProject, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const link = join(project.folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', name), link, 'junction').catch(unlessThere)
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
