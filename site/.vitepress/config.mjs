import { defineConfig } from 'vitepress'
import { pages, repository, version } from '../pages.mjs'

export default defineConfig({
  srcDir: 'target/pages',
  outDir: 'target/site',
  cacheDir: 'target/cache',
  title: 'AMP',
  description: 'Finds the fastest way to train a large model on the GPUs you have.',
  lang: 'en',
  cleanUrls: false,
  lastUpdated: false,
  // A link that leads nowhere fails the build; API docs, schemas and reports are made by other tools.
  ignoreDeadLinks: [/^\/(api|schemas|gallery)\//],
  markdown: { math: true },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('mjx-') } } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/docs/guide/' },
      { text: 'Reference', link: '/docs/reference/formats' },
      { text: 'How it works', link: '/docs/theory/' },
      { text: 'Accuracy', link: '/docs/accuracy' },
      { text: version, items: [{ text: 'Changes', link: '/CHANGELOG' }, { text: 'Source', link: repository }] }
    ],
    sidebar: pages,
    outline: { level: [2, 3] },
    footer: { message: `AMP ${version}, Apache License 2.0` }
  }
})
