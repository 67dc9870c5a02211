import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { createClient } from 'graphql-ws';

/** `schema` is the introspection of the server, minified; `token()` the access token of whoever is signed in. */
export function urql({ url, schema, token, webSocketImpl }) {
  const sockets = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl,
    connectionParams: async () => (token() ? { authorization: `Bearer ${token()}` } : {}),
  });
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: () => (token() ? { headers: { authorization: `Bearer ${token()}` } } : {}),
    exchanges: [
      cacheExchange({ schema, keys: unkeyed(schema), resolvers: { Query: { municipalities: relayPagination() } } }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ ...request, query: request.query ?? '' }, sink) }),
        }),
      }),
    ],
  });
  return { client, sockets };
}

/** What is no Node has no id and is kept within the thing it stands in. */
function unkeyed({ __schema: { types } }) {
  const values = types.filter(({ kind, interfaces }) => kind === 'OBJECT' && !interfaces.some(({ name }) => name === 'Node'));
  return Object.fromEntries(values.map(({ name }) => [name, () => null]));
}
