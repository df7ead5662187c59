// Lays the Markdown of the repository out as the pages of the site: README.md becomes index.md of its folder, links to
// what is no page lead to the source. Nothing is written twice: the pages are the files that people read in the
// repository.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repository } from './pages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = fileURLToPath(new URL('target/pages', import.meta.url))

const files = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'DESIGN.md', 'SECURITY.md', 'python/README.md',
  ...walk('docs').filter((f) => f.endsWith('.md'))]
const known = new Set(files)

rmSync(target, { recursive: true, force: true })
for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8')
  const page = join(target, pageOf(file))
  mkdirSync(dirname(page), { recursive: true })
  writeFileSync(page, outsideCode(text, (part) => escaped(linked(part, dirname(file)))))
}
for (const file of walk('docs').filter((f) => /\.(png|svg|jpe?g)$/.test(f))) {
  cpSync(join(root, file), join(target, file))
}

function pageOf(file) {
  return file.replace(/README\.md$/, 'index.md')
}

function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? walk(`${folder}/${e.name}`) : [`${folder}/${e.name}`])
}

// Applies a change to all text but fenced blocks and code spans.
function outsideCode(text, change) {
  return text.split(/(^ {0,3}```[\s\S]*?^ {0,3}```$|`[^`\n]+`)/m).map((part, i) => (i % 2 ? part : change(part))).join('')
}

// What Vue would take for a tag or an expression is text.
function escaped(text) {
  return text.replace(/\{\{/g, '&#123;&#123;').replace(/<(?=[A-Za-z/])(?!\/?(br|sub|sup|details|summary|kbd|img)\b)/g, '&lt;')
}

// Links between files: to pages as pages, to everything else in the repository as source.
function linked(text, folder) {
  return text.replace(/\]\(([^)\s]+)\)/g, (whole, link) => {
    if (/^([a-z]+:|#|\/)/.test(link)) return whole
    const [path, anchor = ''] = link.split(/(?=#)/)
    let file = normalize(join(folder, path)).replace(/\/$/, '')
    if (existsSync(join(root, file)) && statSync(join(root, file)).isDirectory() && known.has(`${file}/README.md`)) {
      file = `${file}/README.md`
    }
    if (known.has(file)) {
      const to = relative(folder, pageOf(file))
      return `](${to.startsWith('.') ? to : `./${to}`}${anchor})`
    }
    return `](${repository}/blob/main/${file}${anchor})`
  })
}
