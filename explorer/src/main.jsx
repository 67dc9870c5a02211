import 'graphiql/setup-workers/vite';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { GraphiQLProvider } from '@graphiql/react';
import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history';
import { GraphiQLInterface } from 'graphiql';
import { Bar } from './Bar.jsx';
import { TABS, examples } from './examples.js';
import { createSession } from './session.js';

const DEFAULTS = { graphql: '/graphql', subscriptions: '/graphql', development: false, schema: true, version: '', demoPeople: [] };
const PLUGINS = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN];
const NARROW = matchMedia('(max-width: 700px)').matches;
const EDITOR_THEME = { dark: 'graphiql-DARK', light: 'graphiql-LIGHT' };

// GraphiQL keeps the tabs, and the texts of the active one a second time. When the
// two disagree it opens a tab too many, so only the tabs are kept.
const SECOND_COPIES = new Set(['graphiql:query', 'graphiql:variables', 'graphiql:headers']);
const storage = {
  getItem: (key) => (SECOND_COPIES.has(key) ? null : localStorage.getItem(key)),
  setItem: (key, value) => SECOND_COPIES.has(key) || localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => localStorage.clear(),
  get length() {
    return localStorage.length;
  },
};

async function loadConfig() {
  try {
    const response = await fetch('/explorer/config.json');
    return response.ok ? { ...DEFAULTS, ...(await response.json()) } : DEFAULTS;
  } catch {
    return DEFAULTS;
  }
}

// The note stands above the query as a comment, broken into lines that fit.
function toTab({ query, variables, note }) {
  const comment = note.replace(/(.{1,50})(\s+|$)/g, '# $1\n');
  return { query: `${comment}${query}\n`, variables: variables ? JSON.stringify(variables, null, 2) : '' };
}

function Explorer({ config, session, tabs }) {
  return (
    <GraphiQLProvider
      fetcher={session.fetcher}
      schema={config.schema ? undefined : null}
      defaultTabs={tabs}
      storage={storage}
      plugins={PLUGINS}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      editorTheme={EDITOR_THEME}
      inputValueDeprecation
      schemaDescription
    >
      <HistoryStore>
        <DocExplorerStore>
          <Bar config={config} session={session} examples={examples} toTab={toTab} />
          <main>
            <GraphiQLInterface showPersistHeadersSettings={false} defaultEditorToolsVisibility={NARROW ? false : 'variables'} />
          </main>
        </DocExplorerStore>
      </HistoryStore>
    </GraphiQLProvider>
  );
}

const config = await loadConfig();
createRoot(document.getElementById('root')).render(
  <Explorer config={config} session={createSession(config)} tabs={examples.slice(0, TABS).map(toTab)} />,
);
