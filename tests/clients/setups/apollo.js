import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';

/** `token()` gives the access token of whoever is signed in, or nothing. */
export function apollo({ url, token, fetch, webSocketImpl }) {
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
      typePolicies: {
        // A list grows page by page; other filters and orders are other lists.
        Query: { fields: { municipalities: relayStylePagination(['filter', 'orderBy']) } },
      },
    }),
  });
  return { client, sockets };
}

async function sha256(text) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
