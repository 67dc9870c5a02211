#!/bin/sh
# URL is the server, EMAIL and PASSWORD are those of somebody with an account.
set -eu
ask() { curl -sS "$URL/graphql" -H 'content-type: application/json' "$@"; echo; }

# What everyone may read: a page of a list, and where the next one begins.
ask -d '{"query": "{ networks(first: 3) { nodes { id name { text } } pageInfo { hasNextPage endCursor } } }"}'

# Signing in gives an access token, good for some minutes.
TOKEN=$(ask -d '{"query": "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } refusals { code } } }",
    "variables": {"input": {"email": "'"$EMAIL"'", "password": "'"$PASSWORD"'"}}}' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
ask -H "authorization: Bearer $TOKEN" -d '{"query": "{ viewer { person { name } } }"}'

# A file goes beside GraphQL; its upload id is given to addDocumentVersion.
printf 'Referat' > minutes.txt
curl -sS "$URL/files" -H "authorization: Bearer $TOKEN" -H 'x-erfa-upload: 1' -F 'file=@minutes.txt;type=text/plain'; echo

# A query named by its hash goes by GET, once the server knows it.
QUERY='{ countries { nodes { code } } }'
NAMED='{"persistedQuery": {"version": 1, "sha256Hash": "'"$(printf %s "$QUERY" | sha256sum | cut -d ' ' -f 1)"'"}}'
ask -d '{"query": "'"$QUERY"'", "extensions": '"$NAMED"'}'
ask --get --data-urlencode "extensions=$NAMED"

# Answers as events; a subscription goes on until you stop it.
ask -H 'accept: text/event-stream' -d '{"query": "{ countries { nodes { code } } }"}'
