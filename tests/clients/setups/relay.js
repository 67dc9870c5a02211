import { createClient } from 'graphql-ws';
import { Environment, Network, Observable, RecordSource, Store } from 'relay-runtime';

/** `token()` gives the access token of whoever is signed in, or nothing. */
export function relay({ url, token, webSocketImpl }) {
  const sockets = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl,
    connectionParams: async () => (token() ? { authorization: `Bearer ${token()}` } : {}),
  });

  async function fetchOperation({ text }, variables) {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' };
    if (token()) headers.authorization = `Bearer ${token()}`;
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: text, variables }) });
    return response.json();
  }

  const subscribe = ({ text, name }, variables) =>
    Observable.create((sink) => sockets.subscribe({ query: text, operationName: name, variables }, sink));

  const environment = new Environment({ network: Network.create(fetchOperation, subscribe), store: new Store(new RecordSource()) });
  return { environment, sockets };
}
