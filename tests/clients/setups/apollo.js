import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';

/** What the cache must know of the schema: ask the server once, at build time. */
export const TYPES = '{ __schema { types { kind name interfaces { name } possibleTypes { name } } } }';

/** `schema` is the answer to TYPES; `token()` gives the access token of whoever is signed in, or nothing. */
export function apollo({ url, schema, token, fetch, webSocketImpl }) {
  const sockets = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl,
    connectionParams: async () => (token() ? { authorization: `Bearer ${token()}` } : {}),
  });
  const authorize = new SetContextLink(({ headers }) =>
    token() ? { headers: { ...headers, authorization: `Bearer ${token()}` } } : {},
  );
  // Queries go out as a hash by GET, and whole by POST where the server does not know it yet.
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true });
  const http = ApolloLink.from([authorize, persisted, new HttpLink({ uri: url, fetch })]);
  const live = new GraphQLWsLink(sockets);
  const isLive = ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION;

  const client = new ApolloClient({
    link: ApolloLink.split(isLive, live, http),
    cache: new InMemoryCache({
      possibleTypes: possible(schema),
      typePolicies: {
        ...merged(schema),
        // A list grows page by page; other filters and orders are other lists.
        Query: { fields: { municipalities: relayStylePagination(['filter', 'orderBy']) } },
      },
    }),
  });
  return { client, sockets };
}

/** Which types an interface or a union stands for. */
function possible({ __schema: { types } }) {
  const several = types.filter(({ possibleTypes }) => possibleTypes?.length);
  return Object.fromEntries(several.map(({ name, possibleTypes }) => [name, possibleTypes.map((one) => one.name)]));
}

/** What is no Node is kept within the thing it stands in: parts of it that several queries ask for are put together. */
function merged({ __schema: { types } }) {
  const values = types.filter(({ kind, interfaces }) => kind === 'OBJECT' && !interfaces.some(({ name }) => name === 'Node'));
  return Object.fromEntries(values.map(({ name }) => [name, { merge: true }]));
}

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
