// A Vite plugin that lists the packages which end up in the bundle, with their
// licences: THIRD-PARTY.md here, and the same text in dist/THIRD-PARTY.txt.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Code that packages carry inside them without saying so in a package.json.
const CARRIED = [
  { name: 'DOMPurify (in monaco-editor)', version: '', licence: 'Apache-2.0 OR MPL-2.0', holder: 'Copyright Dr.-Ing. Mario Heiderich, Cure53' },
  { name: 'marked (in monaco-editor)', version: '', licence: 'MIT', holder: 'Copyright (c) 2011-2024, Christopher Jeffrey' },
  { name: 'Codicons font (in monaco-editor)', version: '', licence: 'CC-BY-4.0', holder: 'Copyright (c) Microsoft Corporation' },
];

export function licences(output) {
  const folders = new Set();

  const collect = () => ({
    name: 'licences-collect',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.moduleIds ?? []) {
          const folder = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];
          if (folder && existsSync(join(folder, 'package.json'))) folders.add(folder);
        }
      }
    },
  });

  const write = {
    ...collect(),
    name: 'licences-write',
    writeBundle({ dir }) {
      const text = render([...folders].map(describe));
      writeFileSync(output, text);
      writeFileSync(join(dir, 'THIRD-PARTY.txt'), text);
    },
  };

  return { collect, write };
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n') : '';
  const holder = /^\W*(Copyright .*\w.*)$/m.exec(text.replaceAll('[yyyy]', ''))?.[1].trim() ?? '';
  return { name, version, licence: license, holder, text };
}

const key = ({ name, version }) => `${name} ${version}`;

function render(packages) {
  const all = [...packages, ...CARRIED].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const rows = all.map((p) => `| ${p.name} | ${p.version} | ${p.licence} | ${p.holder.replaceAll('|', '/')} |`);
  // One full text for each licence; the copyright notices are in the table.
  const texts = [...new Set(all.map((p) => p.licence))].sort().map((licence) => {
    const text = all.find((p) => p.licence === licence && p.text)?.text.trim();
    return text && `## ${licence}\n\n\`\`\`text\n${text.replace(/^\W*copyright (\(c\)|20).*\n/gim, '')}\n\`\`\`\n`;
  });
  return [
    '# Packages in the bundle of the API explorer\n',
    'Written by `licences.mjs` during `npm run build`.\n',
    '| Package | Version | Licence | Notice |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...texts.filter(Boolean),
  ].join('\n');
}
