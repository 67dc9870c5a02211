// What graphql-eslint asks of schema.graphql.
import graphql from '@graphql-eslint/eslint-plugin';

const { rules: recommended } = graphql.configs['flat/schema-recommended'];
const { rules: relay } = graphql.configs['flat/schema-relay'];

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      ...recommended,
      ...relay,
      // Only what implements Node has an id; payloads, edges, counts, texts and permissions are values within it.
      '@graphql-eslint/strict-id-in-types': 'off',
      // Short lists that are read whole are plain lists, and connections have `nodes` beside `edges`.
      '@graphql-eslint/relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
      // Hits of a search are ranked anew by each request, so they are paged forwards only.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
    },
  },
];
