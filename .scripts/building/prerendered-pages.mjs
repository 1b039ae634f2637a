import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { minify, runnerImport, transformWithOxc } from 'vite'
import { root } from '../project.mjs'

/**
 * Writes `index.<language>.html` for every language in place of `index.html`: with what is seen before any script has come.
 * The proxy takes out of it what a guest's page, or a frame's, has no use for.
 *
 * @returns {import('vite').Plugin}
 */
export function prerenderedPages() {
  return {
    name: 'prerendered-pages',
    apply: 'build',
    enforce: 'post',
    applyToEnvironment: (environment) => environment.name === 'client',
    async generateBundle(_options, bundle) {
      const template = bundle['index.html']
      if (template?.type !== 'asset') throw new Error('There is no index.html to write the pages from.')
      delete bundle['index.html']
      const early = this.getFileName(
        this.emitFile({ type: 'asset', name: 'early.js', source: await earlyScript() }),
      )
      for (const page of await renderPages()) {
        const { logo, name, privacyUrl, supportUrl, ask, askInFrame } = page.partner
        const links = `${marked('privacyUrl', privacyUrl)}${marked('supportUrl', supportUrl)}`
        // A link's page has the partner's logo at the top. A frame has it at the end, because the page around has its own head. A
        // frame may open no links, so it has none.
        const footOfLink = `<footer class="page-foot of-link" hidden>${name}${links}</footer>`
        const footOfFrame = `<footer class="page-foot">${marked('logo', logo)}${name}</footer>`
        const help = marked('supportUrl', marked('guest', ask) + marked('frame', askInFrame))
        const top = marked('logo', `<p class="page-logo of-link" hidden>${logo}</p>`)
        const words = Object.values(bundle).find(
          (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(`/words/${page.language}/page.ts`),
        )
        const head = [
          `<script src="/${early}"></script>`,
          words ? `<link rel="modulepreload" crossorigin href="/${words.fileName}">` : '',
        ]
        const source = String(template.source)
          .replace('<html lang="en">', `<html lang="${page.language}">`)
          .replace(/<title>.*?<\/title>/, `<title>${page.title}</title>`)
          .replace(/(<meta charset=[^>]*>)/, `$1${head.join('')}`)
          // What is seen needs only the styles. The script would take half of a slow line from them.
          .replace('<script type="module"', '$& fetchpriority="low"')
          .replace(/<!--.*?-->\s*/, '')
          .replace(
            '<div id="wizard"></div>',
            `${marked('guest', page.languages + top)}<div id="wizard">${marked('guest', page.guest)}${marked('frame', page.frame)}</div>`,
          )
          .replace(
            '<div id="shell" class="shell"></div>',
            `<div id="shell" class="shell">${page.shell.replaceAll('{ask}', help)}</div>${marked(
              'partner',
              marked('guest', footOfLink) + marked('frame', footOfFrame),
            )}`,
          )
        this.emitFile({ type: 'asset', fileName: `index.${page.language}.html`, source })
      }
    },
  }
}

/** The proxy leaves it out by its name where there is no use for it. */
function marked(/** @type {string} */ name, /** @type {string} */ html) {
  return `<!--${name}-->${html}<!--/${name}-->`
}

async function renderPages() {
  /** @type {{ module: typeof import('../../src/wizard/page/prerender.tsx') }} */
  const { module } = await runnerImport(join(root, 'src/wizard/page/prerender.tsx'), {
    configFile: false,
    root,
    logLevel: 'error',
  })
  return module.pages
}

async function earlyScript() {
  const file = join(root, 'src/wizard/page/early.ts')
  const { code } = await transformWithOxc(await readFile(file, 'utf8'), file, {
    target: 'es2015',
    sourcemap: false,
  })
  return (await minify(file, code, { compress: { target: 'es2015' } })).code
}
