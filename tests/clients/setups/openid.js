/** Leads the browser to a provider's sign-in (a `startPath` of `identityProviders`), which leads back to `returnTo`. */
export async function leave({ url, startPath, returnTo }) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem('verifier', verifier);
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  location.assign(`${url}${startPath}?${new URLSearchParams({ return_to: returnTo, code_challenge: challenge })}`);
}

/** On the page that was led back to: the input of `signInWithCode` and `linkIdentity`, or why there is none. */
export function comeBack() {
  const told = new URLSearchParams(location.hash.slice(1));
  const verifier = sessionStorage.getItem('verifier');
  sessionStorage.removeItem('verifier');
  history.replaceState(null, '', location.pathname);
  return told.has('code') ? { input: { code: told.get('code'), verifier } } : { error: told.get('error') };
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
