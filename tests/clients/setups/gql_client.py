"""Erfa by the Python client gql: waiting for answers, not waiting for them, and listening."""

from gql import Client
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport
from gql.transport.websockets import WebsocketsTransport


def headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def blocking(url: str, token: str | None = None) -> Client:
    return Client(transport=HTTPXTransport(url=url, headers=headers(token), timeout=10))


def concurrent(url: str, token: str | None = None) -> Client:
    return Client(transport=HTTPXAsyncTransport(url=url, headers=headers(token), timeout=10))


class Socket(WebsocketsTransport):
    """gql finds the protocol that was agreed on only where the header's name has capital letters; else it takes this."""

    APOLLO_SUBPROTOCOL = WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL


def live(url: str, token: str | None = None) -> Client:
    transport = Socket(url=url.replace("http", "ws", 1), init_payload=headers(token), subprotocols=["graphql-transport-ws"])
    return Client(transport=transport)
