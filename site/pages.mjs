// What is on the site, in reading order.
import { readFileSync } from 'node:fs'

const pom = readFileSync(new URL('../pom.xml', import.meta.url), 'utf8')
export const version = pom.match(/<version>(.*?)<\/version>/)[1]
export const repository = pom.match(/<url>(.*?)<\/url>/)[1]

const group = (text, ...items) => ({ text, items: items.map(([name, link]) => ({ text: name, link })) })

export const pages = [
  group('Start', ['What it is', '/'], ['Guide', '/docs/guide/'], ['Install', '/docs/install'], ['Python', '/python/'],
    ['Changes', '/CHANGELOG']),
  group('Coming from', ['Other planners', '/docs/coming-from/']),
  group('Reference', ['Files and keys', '/docs/reference/formats'], ['Inputs: models', '/docs/reference/inputs-models'],
    ['Inputs: clusters', '/docs/reference/inputs-clusters'], ['Engines', '/docs/reference/engines'], ['The server', '/docs/reference/serve'],
    ['What is stable', '/docs/reference/stability'], ['Trials', '/docs/trials'], ['Words', '/docs/glossary'],
    ['Java API', '/api/org.ampplanner.workbench/module-summary.html']),
  group('How sure it is', ['Accuracy', '/docs/accuracy'], ['Plausibility', '/docs/plausibility'],
    ['Reliability', '/docs/reliability'], ['Speed', '/docs/bench'], ['Threat model', '/docs/threat-model']),
  group('How it works', ['Theory', '/docs/theory/'], ['Predictive model', '/docs/theory/predictive-model'],
    ['Design', '/DESIGN'], ['Decisions', '/docs/adr/'], ['Extending', '/docs/extending'],
    ['Dependencies', '/docs/dependencies'], ['Contributing', '/CONTRIBUTING']),
  group('Gallery', ['Reports', '/docs/gallery'])
]
