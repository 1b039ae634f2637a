import { build } from 'vite'

/** Bundles an entry as a script for a page. Its exports are properties of the global `name`. */
export async function bundle(entry: string, name: string): Promise<string> {
  const result = await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': '"development"' },
    oxc: { typescript: { onlyRemoveTypeImports: false } },
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name, fileName: name } },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (!output || !('output' in output)) throw new Error(`Nothing was built from ${entry}.`)
  return output.output[0].code
}
