import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['app/**/*.ts'],
  ignoreNoDocuments: false,
  generates: {
    'app/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: { Date: 'string', DateTime: 'string', LocalDateTime: 'string', Locale: 'string', SafeInt: 'number', TimeZone: 'string', URL: 'string' },
      },
    },
  },
  emitLegacyCommonJSImports: false,
};

export default config;
