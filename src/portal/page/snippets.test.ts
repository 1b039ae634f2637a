import { transformWithOxc } from 'vite'
import { describe, expect, it } from 'vitest'
import { type Shown, snippetKinds, snippets } from './snippets.ts'
import { presetNames, presets } from './theme.ts'

const plain: Shown = {
  faults: [],
  wizardOrigin: 'https://uploads.example',
  partner: 'acme',
  look: { locale: undefined, theme: {} },
  settings: {},
}
const full: Shown = {
  ...plain,
  look: { locale: 'fr-CA', theme: presets.quillhaven.theme },
  faults: ['generate-slow', 'upload-500:once'],
  settings: {
    prefill: { workflow: 'PERSONAL', type: 'license', name: `O'Neil "Jr" \\ </script>` },
    locked: ['workflow', 'type'],
    types: ['license', '1099'],
    agent: true,
    maxDocuments: 2,
  },
}

describe('the code to copy is valid', () => {
  const names = { script: 'x.js', module: 'x.js', react: 'x.jsx', node: 'x.js', test: 'x.js' } as const
  for (const kind of ['script', 'module', 'react', 'node', 'test'] as const) {
    it(`in its language: ${snippets[kind].name}`, async () => {
      for (const shown of [plain, full, ...presetNames.map(lookOf)]) {
        await expect(transformWithOxc(snippets[kind].write(shown), names[kind])).resolves.toBeDefined()
      }
    })
  }
})

it('names the wizard’s address and the partner', () => {
  for (const kind of ['html', 'module', 'react', 'curl', 'node'] as const)
    expect(snippets[kind].write(plain)).toContain('https://uploads.example')
  for (const kind of ['script', 'module', 'react', 'node'] as const)
    expect(snippets[kind].write(plain)).toContain('acme')
})

it('leaves unset options out', () => {
  for (const kind of snippetKinds)
    expect(snippets[kind].write(plain)).not.toMatch(/undefined|theme[:=]|locale[:=]|prefill/)
})

it('repeats the theme, the language and the session of the page', () => {
  for (const kind of ['script', 'module', 'react'] as const) {
    expect(snippets[kind].write(full)).toContain('light-dark(#165442, #8ed3b5)')
    expect(snippets[kind].write(full)).toContain('fr-CA')
  }
  expect(snippets.curl.write(full)).toContain('"maxDocuments": 2')
  for (const kind of ['node', 'test'] as const)
    expect(snippets[kind].write(full)).toContain('maxDocuments: 2')
  expect(snippets.test.write(full)).toContain("fail('generate-slow', 'upload-500:once')")
  expect(snippets.test.write(plain)).not.toContain('fail(')
})

it('puts the settings of a session into the back end, not into the page', () => {
  for (const kind of ['html', 'script', 'module', 'react'] as const)
    expect(snippets[kind].write(full)).not.toContain('Neil')
})

function lookOf(name: (typeof presetNames)[number]): Shown {
  return { ...plain, look: { locale: 'ar', theme: presets[name].theme } }
}
