// A prettier plugin for JSON with comments, in place of the one for all of
// JavaScript (see vite.config.js).
import { applyEdits, format } from 'jsonc-parser';

const options = { insertSpaces: true, tabSize: 2 };

export const parsers = {
  jsonc: {
    astFormat: 'jsonc-text',
    parse: (text) => ({ text }),
    locStart: () => 0,
    locEnd: (node) => node.text.length,
  },
};

export const printers = {
  'jsonc-text': { print: ({ node }) => applyEdits(node.text, format(node.text, undefined, options)) },
};
