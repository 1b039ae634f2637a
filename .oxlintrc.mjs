import { readdirSync } from 'node:fs'

/**
 * Each folder of `src` is a part. A part may import its own files. From other parts, packages and `node:` modules it may
 * import only what `arrows` allows. Only tests may import from a `testing` folder.
 */
const parts = readdirSync(new URL('src', import.meta.url))

/** @param {{ packages?: string[], of?: string[], node?: boolean }} allowed `of` holds folders and files of other parts. */
const only = ({ packages = [], of = [], node = false }) => ({
  group: [
    '*',
    '!{.,..}/**',
    ...packages.map((name) => `!${name}`),
    ...(node ? ['!node:{*,*/*}', 'node:process'] : []),
    `../**/{${[...parts, 'e2e', '.scripts'].join(',')}}/**`,
    ...of.map((place) => `!../**/${place}`),
    '**/testing/**',
  ],
})

/** A `regex`, because a `group` has no effect if another group allows the same import. */
const onlyTypes = { regex: '^(?:\\.\\./)+contract/', allowTypeImports: true }

const ofProxy = [
  'fastify',
  '@fastify/static',
  '@fastify/under-pressure',
  'undici',
  'jose',
  'ioredis',
  'ipaddr.js',
  'negotiator',
  'pino',
  'prom-client',
  'rate-limiter-flexible',
  'zod',
  'zod/mini',
]
const ofReact = [
  'react',
  'react-dom/client',
  'react-hook-form',
  '@hookform/resolvers',
  '@tanstack/react-query',
]
const sdk = 'embed/{options.ts,sdk.ts,script.ts,react.tsx}'

/** If several entries match a file, the last one counts. */
const arrows = {
  'src/**': [only({})],
  'src/browser/**': [only({})],
  'src/contract/**': [only({ packages: ['zod', 'zod/mini'] })],
  'src/image/**': [only({ of: ['{contract,browser}/**'], packages: ['zod/mini'] })],
  'src/wizard/**': [
    only({
      of: ['{contract,image,browser}/**', 'embed/frame/**'],
      packages: [...ofReact, 'zod/mini', 'lean-qr/nano'],
    }),
  ],
  // The build runs it, to write what it renders into the pages.
  'src/wizard/page/prerender.tsx': [
    only({ of: ['contract/**'], packages: [...ofReact, 'react-dom/server'] }),
  ],
  // The SDK and the back end's module ship alone. They may import only types from the contract, because the build removes these.
  'src/embed/**': [onlyTypes, only({ of: ['contract/**'] })],
  'src/embed/react.tsx': [onlyTypes, only({ of: ['contract/**'], packages: ['react'] })],
  'src/embed/frame/**': [only({ of: ['contract/**'] })],
  'src/backend/**': [onlyTypes, only({ of: ['contract/**'] })],
  // It gathers what the package tells of errors. Nobody imports it.
  'src/errors/**': [only({ of: ['contract/**', 'proxy/http/answer/failure.ts', 'wizard/words/**'] })],
  'src/proxy/**': [only({ of: ['contract/**'], packages: ofProxy, node: true })],
  'src/start/**': [
    only({
      of: ['{contract,proxy}/**', '{sandbox/sandbox,portal/portal,backend/backend}.ts'],
      packages: ofProxy,
      node: true,
    }),
  ],
  'src/sandbox/**': [
    only({
      packages: ['fastify', '@fastify/static', 'ajv', 'ajv-formats', 'busboy', 'zod/mini'],
      node: true,
    }),
  ],
  'src/portal/**': [
    only({
      of: [sdk, 'backend/backend.ts'],
      packages: ['fastify', '@fastify/static', 'zod', 'zod/mini'],
      node: true,
    }),
  ],
  'src/portal/page/**': [only({ of: [sdk], packages: ['zod/mini'] })],
  'src/testkit/**': [
    only({
      of: ['{contract,sandbox}/**', 'start/{start-here,test-partner}.ts', 'backend/backend.ts'],
      packages: ['playwright', 'playwright/test', 'zod/mini'],
      node: true,
    }),
  ],
}

/** @type {import('oxlint').OxlintConfig} */
export default {
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'react', 'jsx-a11y', 'promise', 'vitest', 'node'],
  jsPlugins: ['eslint-plugin-regexp'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', 'node_modules', '.data', '.cache', 'e2e/.results'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/no-misused-promises': [
      'error',
      {
        checksVoidReturn: { attributes: false },
      },
    ],
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-unsafe-argument': 'error',
    'typescript/no-unsafe-assignment': 'error',
    'typescript/no-unsafe-call': 'error',
    'typescript/no-unsafe-member-access': 'error',
    'typescript/no-unsafe-return': 'error',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/no-unnecessary-type-assertion': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'promise/valid-params': 'off',
    'oxc/no-barrel-file': ['error', { threshold: 0 }],
    'oxc/no-async-endpoint-handlers': 'off',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/no-array-fill-with-reference-type': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'eslint/no-param-reassign': 'error',
    'eslint/no-console': 'error',
    'eslint/no-shadow': 'off',
    'eslint/no-await-in-loop': 'off',
    'eslint/no-underscore-dangle': 'off',
    'eslint/no-control-regex': 'off',
    'eslint/eqeqeq': 'error',
    'eslint/prefer-const': 'error',
    'eslint/no-restricted-properties': ['error', { object: 'process', property: 'env' }],
    'react/react-in-jsx-scope': 'off',
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/exhaustive-effect-dependencies': 'off',
    'jsx-a11y/prefer-tag-over-role': 'off',
    'promise/always-return': 'off',
    'react/no-danger': 'error',
    'react/button-has-type': 'error',
    'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
    'regexp/no-super-linear-move': [
      'error',
      { report: 'potential', ignoreSticky: true, ignorePartial: false },
    ],
    'vitest/no-disabled-tests': 'error',
    'vitest/no-focused-tests': 'error',
  },
  overrides: [
    {
      files: ['vite.config.ts', '.oxlintrc.mjs', 'e2e/**/playwright.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
    {
      files: ['e2e/**', '**/*.test.ts'],
      rules: { 'regexp/no-super-linear-move': 'off' },
    },
    {
      files: ['e2e/**', 'src/testkit/**'],
      rules: { 'eslint/no-empty-pattern': 'off', 'react/rules-of-hooks': 'off' },
    },
    {
      files: ['**/main.ts', '.scripts/**'],
      rules: { 'eslint/no-console': 'off' },
    },
    {
      files: [
        'src/proxy/settings/environment.ts',
        'src/start/command/end-with-npm.mjs',
        'src/start/command/main.ts',
        '.scripts/**',
        'e2e/**',
        'vite.config.ts',
        'src/image/file/pictures.test.ts',
        'src/proxy/webhooks/lost-replica.test.ts',
        'src/testing/property-runs.ts',
        'src/testing/setup.ts',
        'src/testing/setup.test.ts',
        'src/image/quality/photographs.test.ts',
      ],
      rules: { 'eslint/no-restricted-properties': 'off' },
    },
    {
      files: ['src/wizard/**'],
      rules: {
        'eslint/no-restricted-properties': [
          'error',
          ...['focus', 'scrollIntoView', 'scrollTo', 'scrollBy', 'scroll', 'scrollTop'].map((property) => ({
            property,
            message: 'src/wizard/forms/focus.ts asks first whose the focus is.',
          })),
          { object: 'process', property: 'env' },
        ],
      },
    },
    {
      files: ['src/wizard/forms/focus.ts'],
      rules: { 'eslint/no-restricted-properties': 'off' },
    },
    {
      files: ['src/**'],
      rules: {
        'import/extensions': ['error', 'always', { ignorePackages: true, checkTypeImports: true }],
        'import/no-dynamic-require': ['error', { esmodule: true }],
        'typescript/no-require-imports': 'error',
      },
    },
    ...Object.entries(arrows).map(([files, patterns]) => ({
      files: [files],
      rules: { 'eslint/no-restricted-imports': /** @type {['error', object]} */ (['error', { patterns }]) },
    })),
    {
      files: ['src/**/*.test.ts', 'src/**/testing/**'],
      rules: { 'eslint/no-restricted-imports': 'off', 'import/no-dynamic-require': 'off' },
    },
  ],
}
