// docs/clients.md shows files that the suites run. `node lib/clients-page.js` writes them into it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
export const page = `${root}docs/clients.md`;
const SHOWN = /<!-- (tests\/\S+) -->\n```(\w+)\n[\s\S]*?```\n/g;

export const shown = (text) => [...text.matchAll(SHOWN)].map(([, name]) => name);

/** The page with each block as its file says. */
export const render = (text) =>
  text.replace(SHOWN, (_, name, language) => `<!-- ${name} -->\n\`\`\`${language}\n${readFileSync(root + name, 'utf8').trim()}\n\`\`\`\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, render(readFileSync(page, 'utf8')));
