/**
 * Who may import what. A message goes one way through the house (ARCHITECTURE.md), and imports point the same way;
 * this is where the tree is held to it.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

export interface Import {
  specifier: string
  /** Vanishes when types are stripped: `import type`, `export type`, `typeof import()`. */
  typeOnly: boolean
}

export interface SourceFile {
  /** From the repository's root, with slashes. */
  path: string
  imports: readonly Import[]
  reExports: number
  statements: number
}

const packageRules: Record<string, readonly string[]> = {
  ocpp: [],
  'smart-charging': [],
  tariffs: [],
  simulator: ['ocpp', 'smart-charging'],
  csms: ['ocpp', 'smart-charging', 'tariffs'],
  // The console knows the CSMS by its HTTP interface alone.
  web: ['smart-charging', 'tariffs'],
}

interface Rule {
  because: string
  files: RegExp
  except?: RegExp
  /** Matched against a package's name or, for our own files, the path from the root. */
  mayNotImport: RegExp
  typesAllowed?: boolean
}

/** Of the CSMS, for people and programs. */
const door = /^packages\/csms\/src\/(api|http)\//

const rules: readonly Rule[] = [
  {
    because: 'only the protocol package opens WebSockets; a charging station is reached through callStation',
    files: /^packages\/(csms|simulator)\/src\//,
    mayNotImport: /^ws$/,
  },
  {
    because: 'rooms know a station by its StationLink; what carries it is the business of connections/',
    files: /^packages\/csms\/src\//,
    except: /^packages\/csms\/src\/(connections\/|start\.ts)/,
    mayNotImport: /^@busbar\/ocpp\/(session|server|client)$/,
  },
  {
    because: 'HTTP stays at the door: rooms know nothing of Fastify',
    files: /^packages\/csms\/src\//,
    except: /^packages\/csms\/src\/(http\/|api\/|routes\/|start\.ts|main\.ts)/,
    mayNotImport: /^@?fastify(\/|$)/,
    typesAllowed: true,
  },
  {
    because: 'database drivers are the business of db/',
    files: /^packages\/csms\/src\//,
    except: /^packages\/csms\/src\/db\//,
    mayNotImport: /^(pg|@electric-sql\/pglite)(\/|$)/,
  },
  {
    because: 'doors hold no SQL: a query belongs to the room that owns the table',
    files: door,
    mayNotImport: /^kysely(\/|$)/,
  },
  {
    because: 'a block names what it needs of the station, not the whole of it',
    files: /^packages\/simulator\/src\//,
    except: /^packages\/simulator\/src\/(cli|fleet|station|routes)[/.]/,
    mayNotImport: /^packages\/simulator\/src\/station\//,
  },
  {
    because: 'the simulator is the demo, never a part of managing charging stations',
    files: /^packages\/csms\/src\//,
    except: /^packages\/csms\/src\/(demo(\/|\.ts)|main\.ts)/,
    mayNotImport: /^@busbar\/simulator(\/|$)/,
  },
]

/**
 * The rooms of the CSMS, from the roof down to the cellar. What is needed to load a file lies in its own room or below it, so no two rooms
 * need each other (docs/decisions/floors.md).
 */
export const floors: readonly string[] = [
  'start',
  'routes',
  'demo',
  'api',
  'http',
  'accounts',
  'connections',
  'commands',
  'remote-control',
  'sites',
  'history',
  'security',
  'battery-swap',
  'der-control',
  'payment',
  'display',
  'firmware',
  'diagnostics',
  'data-transfer',
  'certificates',
  'provisioning',
  'availability',
  'transactions',
  'smart-charging',
  'reservations',
  'authorization',
  'operations',
  'stations',
  'audit',
  'jobs',
  'events',
  'db',
  'settings',
  'guard',
  'secrets',
]

/** The same of the simulator, whose blocks ask the station for what they need and are put together by it. */
export const simulatorFloors: readonly string[] = [
  'cli',
  'fleet',
  'station',
  'routes',
  'diagnostics',
  'remote-control',
  'provisioning',
  'availability',
  'smart-charging',
  'reservations',
  'transactions',
  'firmware',
  'certificates',
  'authorization',
  'display',
  'security',
  'link',
  'evse',
  'ev',
  'ground',
]

interface House {
  readonly folder: RegExp
  readonly floors: readonly string[]
  /** Files beside the rooms: what puts the house together, and what all of it knows. */
  readonly besideRooms: Readonly<Record<string, string>>
}

const houses: readonly House[] = [
  {
    folder: /^packages\/csms\/src\/(?:([^/]+)\/.*|([^/]+\.ts))$/,
    floors,
    besideRooms: {
      'main.ts': 'start',
      'start.ts': 'start',
      'help.ts': 'start',
      'move-command.ts': 'start',
      'unusable-setting.ts': 'start',
      'config.ts': 'settings',
      'context.ts': 'settings',
      'log.ts': 'settings',
      'server-key.ts': 'start',
    },
  },
  {
    folder: /^packages\/simulator\/src\/(?:([^/]+)\/.*|([^/]+\.ts))$/,
    floors: simulatorFloors,
    besideRooms: {
      'cli.ts': 'cli',
      'clock.ts': 'ground',
      'log.ts': 'ground',
      'quirks.ts': 'ground',
      'random.ts': 'ground',
    },
  },
]

/** undefined: it is no file of this house. */
function roomOf({ folder, besideRooms }: House, path: string): string | undefined {
  const [, room, file] = folder.exec(path) ?? []
  return room ?? (file === undefined ? undefined : (besideRooms[file] ?? file))
}

function floorProblem(file: SourceFile, { specifier, typeOnly }: Import): string | null {
  const house = houses.find(({ folder }) => folder.test(file.path))
  if (!house) return null
  const from = roomOf(house, file.path)
  const to = roomOf(house, target(file.path, specifier))
  if (from === undefined || to === undefined || typeOnly || from === to) return null
  for (const room of [from, to])
    if (!house.floors.includes(room)) return `${room} has no floor yet: add it to tools/import-rules.ts`
  if (house.floors.indexOf(from) < house.floors.indexOf(to)) return null
  return `imports ${specifier}: ${to} stands above ${from}, and imports lead down`
}

const consoleFeature = /^packages\/web\/src\/features\/([^/]+)\//

/** What two rooms of the console need is a part; what puts them together is a page. */
function featureProblem(file: SourceFile, { specifier }: Import): string | null {
  const from = consoleFeature.exec(file.path)?.[1]
  const to = consoleFeature.exec(target(file.path, specifier))?.[1]
  if (from === undefined || to === undefined || from === to) return null
  return `imports ${specifier}: features meet in pages, not in each other`
}

/** A file that calls itself pure in its opening comment may compute and nothing else. */
const impure =
  /^(kysely|pg|ws|fastify|pino|node:(?!assert|util|buffer|crypto|zlib)|@electric-sql\/|@busbar\/ocpp\/(session|server|client)|packages\/csms\/src\/(db|api|routes)\/)/

const importStatement =
  /^(?:(import|export)\s+(type\s+)?(?:([\w*{][^'";]*?)\s*from\s*)?'([^']+)'|.*?(typeof\s+)?\bimport\(\s*'([^']+)'\s*\))/gm

export function importsOf(text: string): { imports: Import[]; reExports: number } {
  const imports: Import[] = []
  let reExports = 0
  for (const [, keyword, type, names, from, typeOf, dynamic] of text.matchAll(importStatement)) {
    if (keyword === 'export') reExports += 1
    const specifier = from ?? dynamic
    if (specifier === undefined) continue
    const onlyTypeNames = names?.startsWith('{') === true && /^\{\s*(type\s+[^,]+,?\s*)+\}$/.test(names)
    imports.push({ specifier, typeOnly: type !== undefined || typeOf !== undefined || onlyTypeNames })
  }
  return { imports, reExports }
}

/** As it is built from a `db` that somebody else imported. */
const query = /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(/

const withoutComments = (text: string) => text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '')

interface ReadFile extends SourceFile {
  pure: boolean
  queries: boolean
}

export function readSource(path: string, text: string): ReadFile {
  const code = withoutComments(text)
  const opening = /^\s*\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? ''
  return {
    path,
    ...importsOf(code),
    statements: code
      .split('\n')
      .filter((line) => /^(import|export|const|let|function|class|async|interface|type|if|for|await)\b/.test(line))
      .length,
    pure: /\bpure\b/i.test(opening),
    queries: query.test(code),
  }
}

const packageOf = (path: string) => /^packages\/([^/]+)\//.exec(path)?.[1]

/** Our own file a specifier leads to, as a path from the root; otherwise the specifier itself. */
function target(from: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(dirname(from), specifier) : specifier
}

function packageProblem(file: SourceFile, { specifier }: Import): string | null {
  const own = packageOf(file.path)
  if (!own) return null
  const to = target(file.path, specifier)
  if (specifier.startsWith('.') && packageOf(to) !== own)
    return `reaches into ${to}: packages meet by name, at the doors in "exports"`
  const other = /^@busbar\/([^/]+)/.exec(specifier)?.[1]
  if (!other || other === own) return null
  // The demo is the one place where both ends live in one process; a rule below says where.
  if (own === 'csms' && other === 'simulator') return null
  if (/\.test\.ts$|\/tests?\//.test(file.path)) return null
  const allowed = packageRules[own]
  if (!allowed) return `packages/${own} has no import rule yet: add it to tools/import-rules.ts`
  return allowed.includes(other) ? null : `packages/${own} may not import @busbar/${other}`
}

/** The problems of one file, each a line. */
export function problemsOf(file: ReadFile, doors: ReadonlySet<string> = new Set()): string[] {
  const problems: string[] = []
  const isTest = file.path.endsWith('.test.ts')
  for (const one of file.imports) {
    const to = target(file.path, one.specifier)
    const broken = packageProblem(file, one)
    if (broken) problems.push(broken)
    if (isTest) continue
    const upward = floorProblem(file, one)
    if (upward) problems.push(upward)
    const sideways = featureProblem(file, one)
    if (sideways) problems.push(sideways)
    for (const rule of rules) {
      if (!rule.files.test(file.path) || rule.except?.test(file.path) || (rule.typesAllowed && one.typeOnly)) continue
      if (rule.mayNotImport.test(to)) problems.push(`imports ${one.specifier}: ${rule.because}`)
    }
    if (file.pure && !one.typeOnly && impure.test(to)) problems.push(`calls itself pure and imports ${one.specifier}`)
  }
  if (file.queries && door.test(file.path) && !isTest) {
    problems.push('builds a query: it belongs to the room that owns the table')
  }
  if (file.reExports > 0 && file.reExports === file.statements && !doors.has(file.path)) {
    problems.push('is a barrel: import from the file that defines a thing')
  }
  return problems.map((problem) => `${file.path}: ${problem}`)
}

/** Files that need each other to load. Types do not count: they are gone by then. */
export function cyclesAmong(files: readonly SourceFile[]): string[][] {
  const known = new Set(files.map(({ path }) => path))
  const edges = new Map(
    files.map(({ path, imports }) => [
      path,
      imports
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ specifier }) => target(path, specifier))
        .filter((to) => known.has(to)),
    ]),
  )
  return stronglyConnected(edges).filter((group) => group.length > 1)
}

/** Tarjan's algorithm. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const waiting = new Set<string>()
  const groups: string[][] = []
  const visit = (node: string) => {
    index.set(node, index.size)
    let lowest = index.size - 1
    stack.push(node)
    waiting.add(node)
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (waiting.has(next)) lowest = Math.min(lowest, low.get(next) ?? index.get(next) ?? lowest)
    }
    low.set(node, lowest)
    if (lowest !== index.get(node)) return
    const group = stack.splice(stack.indexOf(node))
    for (const member of group) waiting.delete(member)
    groups.push(group)
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node)
  return groups
}

interface Manifest {
  exports?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Every broken rule in the tree. */
export function checkImports(root: string): string[] {
  const paths = globSync('{packages,tests,bench,tools}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (name) => /(^|[/\\])(node_modules|dist)$/.test(name),
  }).map((path) => path.replaceAll('\\', '/'))
  const files = paths.toSorted().map((path) => readSource(path, readFileSync(join(root, path), 'utf8')))
  const manifests = globSync('{packages/*,tests,bench}/package.json', { cwd: root }).map((path) => ({
    folder: dirname(path).replaceAll('\\', '/'),
    manifest: JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest,
  }))
  const doors = new Set(
    manifests.flatMap(({ folder, manifest }) =>
      Object.values(manifest.exports ?? {}).map((file) => posix.join(folder, file)),
    ),
  )
  return [
    ...files.flatMap((file) => problemsOf(file, doors)),
    ...files.flatMap((file) => undeclared(file, manifests)),
    ...cyclesAmong(files).map((cycle) => `import cycle: ${cycle.toSorted().join(', ')}`),
  ]
}

/** With workspaces every package resolves every other's dependencies by accident; published alone it would not. */
function undeclared(file: SourceFile, manifests: readonly { folder: string; manifest: Manifest }[]): string[] {
  const home = manifests.find(({ folder }) => file.path.startsWith(`${folder}/`))
  if (!home) return []
  const { dependencies, devDependencies } = home.manifest
  const isProduct = file.path.startsWith('packages/') && file.path.includes('/src/') && !file.path.endsWith('.test.ts')
  const declared = new Set(Object.keys({ ...dependencies, ...(isProduct ? {} : devDependencies) }))
  const everywhere = /^(vitest|fast-check)$/ // tools of the root, and only for tests
  return file.imports.flatMap(({ specifier, typeOnly }) => {
    if (/^(\.|node:|virtual:|#)/.test(specifier)) return []
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/')
    if (declared.has(name) || (!isProduct && everywhere.test(name))) return []
    const types = `@types/${name.replace(/^@(.+)\//, '$1__')}`
    if (typeOnly && (Object.hasOwn(devDependencies ?? {}, name) || Object.hasOwn(devDependencies ?? {}, types)))
      return []
    if (name === `@busbar/${packageOf(file.path)}`) return []
    return [`${file.path}: imports ${name}, which ${home.folder}/package.json does not list`]
  })
}
