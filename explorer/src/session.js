// The connection to the API: who is signed in, and how GraphiQL's requests go out.
import { createClient } from 'graphql-ws';
import { getOperationAST, parse } from 'graphql';

const KEY = 'erfa:session';
const REFRESH_AHEAD_MS = 60_000;
const RETRY_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const UNREACHABLE = 'The server cannot be reached. Please try again.';
const ENDED = 'Your session has ended. Please sign in again.';

const RESULT = '{ session { accessToken expiresAt refreshToken } refusals { code message field } }';
const SIGN_IN = `mutation SignIn($input: SignInInput!) { signIn(input: $input) ${RESULT} }`;
const REFRESH = `mutation RefreshSession($input: RefreshSessionInput!) { refreshSession(input: $input) ${RESULT} }`;

export function createSession({ graphql, subscriptions }) {
  const listeners = new Set();
  let state = { session: restore(), notice: null };
  let refreshing = null;
  let timer;

  function set(session, notice = null) {
    state = { session, notice };
    store(session);
    schedule();
    listeners.forEach((listener) => listener());
  }

  function schedule(delay) {
    clearTimeout(timer);
    if (!state.session) return;
    const due = delay ?? state.session.refreshAt - Date.now();
    timer = setTimeout(due > LONGEST_TIMER_MS ? schedule : renew, Math.min(Math.max(due, 1000), LONGEST_TIMER_MS));
  }

  async function post(body, headers) {
    const all = new Headers({
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    });
    for (const [name, value] of Object.entries(headers ?? {})) all.set(name, value);
    const response = await fetch(graphql, { method: 'POST', headers: all, body: JSON.stringify(body) });
    try {
      return await response.json();
    } catch {
      return { errors: [{ message: `The server answered ${response.status} ${response.statusText}`.trim() }] };
    }
  }

  // Runs signIn or refreshSession: the session, or the reasons why there is none.
  async function obtain(field, query, input) {
    try {
      const { data, errors } = await post({ query, variables: { input } });
      const { session, refusals } = data?.[field] ?? {};
      if (session) return { session };
      const reasons = [...(refusals ?? []), ...(errors ?? [])].map(({ message }) => message);
      return { reasons: reasons.length ? reasons : ['The server gave no session and no reason.'] };
    } catch {
      return { unreachable: true, reasons: [UNREACHABLE] };
    }
  }

  // Signs in; returns the messages to show, none when it worked.
  async function signIn({ email, password, label }) {
    const { session, reasons } = await obtain('signIn', SIGN_IN, { email, password });
    if (!session) return reasons;
    set(withTimes(session, label ?? email));
    return [];
  }

  function signOut() {
    set(null);
  }

  async function refresh() {
    const before = state.session;
    const { session, unreachable } = await obtain('refreshSession', REFRESH, { refreshToken: before.refreshToken });
    if (state.session !== before) return;
    if (session) set(withTimes(session, before.label));
    else if (unreachable) schedule(RETRY_MS);
    else set(null, ENDED);
  }

  // Two requests at the same moment share one refresh: its token works once.
  function renew() {
    refreshing ??= refresh().finally(() => (refreshing = null));
    return refreshing;
  }

  // The headers that say who asks, refreshed when the session is about to expire.
  async function authorization() {
    if (state.session && Date.now() >= state.session.refreshAt) await renew();
    return state.session ? { authorization: `Bearer ${state.session.accessToken}` } : {};
  }

  // Drops the session that sent a request when the server no longer knows it.
  function inspect(sender, errors) {
    const unknown = errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
    if (unknown && sender && state.session === sender) set(null, ENDED);
  }

  const socket = createClient({
    url: new URL(subscriptions, location.href).href.replace(/^http/, 'ws'),
    connectionParams: authorization,
    retryAttempts: 0,
  });

  function subscribe(payload) {
    return {
      subscribe(observer) {
        const sender = state.session;
        const unsubscribe = socket.subscribe(payload, {
          next(result) {
            inspect(sender, result.errors);
            observer.next(result);
          },
          error(error) {
            if (Array.isArray(error)) inspect(sender, error);
            observer.error(closed(error, sender));
          },
          complete: () => observer.complete(),
        });
        return { unsubscribe };
      },
    };
  }

  function closed(error, sender) {
    if (!(error instanceof Event)) return error;
    const { code, reason } = error;
    if (code === 4401 || code === 4403) inspect(sender, [{ extensions: { code: 'UNAUTHENTICATED' } }]);
    return { message: code ? `The subscription was closed: ${code} ${reason}`.trim() : 'The subscription could not connect.' };
  }

  // What GraphiQL calls for every operation.
  async function fetcher({ query, variables, operationName }, { headers } = {}) {
    const payload = { query, variables, operationName: known(query, operationName) };
    if (isSubscription(query, payload.operationName)) return subscribe(payload);
    const identity = await authorization();
    const sender = state.session;
    const result = await post(payload, { ...identity, ...headers }).catch(() => ({ errors: [{ message: UNREACHABLE }] }));
    if (!Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization')) inspect(sender, result.errors);
    return result;
  }

  schedule();
  return {
    fetcher,
    signIn,
    signOut,
    dismiss: () => set(state.session),
    get: () => state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// Just after an example was opened, GraphiQL still names the operation of the tab before.
function known(query, operationName) {
  try {
    return getOperationAST(parse(query), operationName) ? (operationName ?? undefined) : undefined;
  } catch {
    return operationName ?? undefined;
  }
}

function isSubscription(query, operationName) {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false; // the server says what is wrong with the text
  }
}

function withTimes(session, label) {
  const left = new Date(session.expiresAt).getTime() - Date.now();
  const ahead = Math.min(REFRESH_AHEAD_MS, left / 2);
  return { ...session, label, refreshAt: Number.isFinite(left) ? Date.now() + left - ahead : Number.MAX_SAFE_INTEGER };
}

// A browser may forbid storage; the session then lives as long as the page.
function restore() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function store(session) {
  try {
    if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
    else sessionStorage.removeItem(KEY);
  } catch {
    // memory is enough
  }
}
