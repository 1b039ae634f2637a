import { sep } from 'node:path'
import {
  isExpressionWithTypeArguments,
  isIdentifier,
  isImportDeclaration,
  isImportTypeNode,
  isInterfaceDeclaration,
  isLiteralTypeNode,
  isPropertyAccessExpression,
  isQualifiedName,
  isSourceFile,
  isStringLiteral,
  isTypeAliasDeclaration,
  isTypeQueryNode,
  isTypeReferenceNode,
} from 'typescript/unstable/ast'
import { API, NodeBuilderFlags, SymbolFlags } from 'typescript/unstable/sync'

/**
 * @typedef {import('typescript/unstable/ast').Node} Node
 * @typedef {import('typescript/unstable/sync').Symbol} TypeSymbol
 * @typedef {import('typescript/unstable/sync').Project} Project
 * @typedef {{ readonly name: string, readonly symbol: TypeSymbol, readonly library?: string }} Reference
 */

/** The optional peers: what may be imported, because whoever uses the entry has it. */
const peers = /^(?:react|playwright)(?:\/|$)/

const asWritten =
  NodeBuilderFlags.NoTruncation |
  NodeBuilderFlags.InTypeAlias |
  NodeBuilderFlags.UseSingleQuotesForStringLiteralType

/**
 * One file of declarations for each entry, with all that its types need, comments included. The package installs
 * nothing: a declaration may import an optional peer and no other library. A type that such a library infers (zod's
 * `z.infer`) is written as what it comes to; anything else of it is an error. An entry imports what an earlier one has.
 *
 * Ours, because the tools that do this ask for a newer Node or an older TypeScript than this project's.
 *
 * @param {string} configuration The project of the emitted declarations.
 * @param {string} folder Where they are.
 * @param {readonly { readonly path: string, readonly name: string }[]} entries
 * @returns {Map<string, string>} The texts by the entries' names.
 */
export function bundleDeclarations(configuration, folder, entries) {
  const api = new API()
  try {
    const [project] = api.updateSnapshot({ openProject: configuration }).getProjects()
    if (!project) throw new Error(`${configuration} is no project.`)
    const ours = folder.split(sep).join('/')
    /** @type {Map<string, string>} */
    const owners = new Map()
    return new Map(entries.map((entry) => [entry.name, bundle(project, ours, entry, owners)]))
  } finally {
    api.close()
  }
}

/**
 * @param {Project} project
 * @param {string} folder
 * @param {{ readonly path: string, readonly name: string }} entry
 * @param {Map<string, string>} owners Which output holds a declaration, by its place.
 */
function bundle({ checker, program }, folder, { path, name: output }, owners) {
  /** @type {Map<string, string>} */
  const statements = new Map()
  /** @type {Map<string, Set<string>>} */
  const imports = new Map()
  /** @type {Set<string>} */
  const exports = new Set()

  const source = program.getSourceFile(path)
  const module = source && checker.getSymbolAtLocation(source)
  if (!module) throw new Error(`${path} is no module.`)
  for (const exported of checker.getExportsOfModule(module)) {
    include(exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported)
    exports.add(exported.name)
  }
  return [...importLines(imports), ...statements.values(), `export { ${[...exports].join(', ')} }`, ''].join(
    '\n\n',
  )

  /** @param {TypeSymbol} symbol */
  function include(symbol) {
    const { name } = symbol
    const statement = topLevelStatement(symbol.declarations[0]?.resolve())
    const file = statement?.getSourceFile().fileName
    if (!statement || !file?.startsWith(folder)) return
    const place = `${file} ${name}`
    const owner = owners.get(place)
    if (owner === output) return
    if (owner !== undefined) {
      addTo(imports, `./${owner}.mjs`, name)
      return
    }
    if (statements.has(name)) throw new Error(`${file} declares another ${name}: one must be renamed.`)
    owners.set(place, output)

    const references = referencesIn(statement)
    const isType = isTypeAliasDeclaration(statement) || isInterfaceDeclaration(statement)
    if (isType && statement.getText().startsWith('export ')) exports.add(name)
    if (references.some(({ library }) => library !== undefined && !peers.test(library))) {
      if (!isTypeAliasDeclaration(statement))
        throw new Error(`${name} of ${file} would publish the types of a library that nobody has installed.`)
      const type = checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, asWritten)
      statements.set(name, `${commentOf(statement)}type ${name} = ${type}`)
      return
    }
    statements.set(name, commentOf(statement) + statement.getText().replace(/^export /, ''))
    for (const { library, name: imported, symbol: target } of references) {
      if (library === undefined) include(target)
      else addTo(imports, library, imported)
    }
  }

  /**
   * The names a statement takes from elsewhere in its file, or from another.
   *
   * @param {Node} statement
   * @returns {Reference[]}
   */
  function referencesIn(statement) {
    return namesIn(statement).flatMap((node) => {
      const symbol = checker.getSymbolAtLocation(node)
      if (!symbol) return []
      if (!(symbol.flags & SymbolFlags.Alias)) return [{ name: symbol.name, symbol }]
      const library = importedModule(symbol.declarations[0]?.resolve())
      const target = checker.getAliasedSymbol(symbol)
      if (library !== undefined && !library.startsWith('.')) return [{ name: symbol.name, symbol, library }]
      if (target.name !== symbol.name)
        throw new Error(`${target.name} is imported by another name: ${symbol.name}.`)
      return [{ name: target.name, symbol: target }]
    })
  }
}

/**
 * The first identifier of every name that stands for a type, or for a value whose type is taken.
 *
 * @param {Node} node
 * @returns {Node[]}
 */
function namesIn(node) {
  /** @type {Node[]} */
  const found = []
  /** @param {Node} child */
  function visit(child) {
    if (isTypeReferenceNode(child)) found.push(firstOf(child.typeName))
    else if (isTypeQueryNode(child)) found.push(firstOf(child.exprName))
    else if (isExpressionWithTypeArguments(child)) found.push(firstOf(child.expression))
    else if (isImportTypeNode(child)) requirePeer(child)
    child.forEachChild(visit)
  }
  visit(node)
  return found.filter(isIdentifier)
}

/**
 * @param {Node} name
 * @returns {Node}
 */
function firstOf(name) {
  if (isQualifiedName(name)) return firstOf(name.left)
  return isPropertyAccessExpression(name) ? firstOf(name.expression) : name
}

/** @param {import('typescript/unstable/ast').ImportTypeNode} node */
function requirePeer(node) {
  const { argument } = node
  if (isLiteralTypeNode(argument) && isStringLiteral(argument.literal) && peers.test(argument.literal.text))
    return
  throw new Error(`${node.getText()} in ${node.getSourceFile().fileName} must be imported by name.`)
}

/**
 * @param {Node | undefined} node
 * @returns {Node | undefined} Nothing for what is declared within another declaration.
 */
function topLevelStatement(node) {
  for (let at = node, depth = 0; at && depth < 4; at = at.parent, depth += 1) {
    if (isSourceFile(at.parent)) return at
  }
  return undefined
}

/**
 * @param {Node | undefined} node
 * @returns {string | undefined}
 */
function importedModule(node) {
  if (!node || isSourceFile(node)) return undefined
  if (!isImportDeclaration(node)) return importedModule(node.parent)
  return isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : undefined
}

/** @param {Node} statement */
function commentOf(statement) {
  const full = statement.getFullText()
  const comment = full.slice(0, full.length - statement.getText().length).trim()
  return comment === '' ? '' : `${comment}\n`
}

/** @param {ReadonlyMap<string, ReadonlySet<string>>} imports */
function importLines(imports) {
  return [...imports].map(([module, names]) => `import type { ${[...names].join(', ')} } from '${module}'`)
}

/**
 * @param {Map<string, Set<string>>} sets
 * @param {string} key
 * @param {string} value
 */
function addTo(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}
