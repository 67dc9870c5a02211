// A coordinator's page: plans a seminar, publishes it and moves it, every step typed by the schema.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { graphql } from './gql/index.js';
import type { CreateSeminarInput, Refusal } from './gql/graphql.js';

const create = graphql(`
  mutation CreateSeminar($input: CreateSeminarInput!) {
    createSeminar(input: $input) { seminar { id version state } refusals { code field message } }
  }
`);

const publish = graphql(`
  mutation PublishSeminar($input: PublishSeminarInput!) {
    publishSeminar(input: $input) { seminar { id version state } refusals { code field message } }
  }
`);

const move = graphql(`
  mutation MoveSeminar($input: PostponeSeminarInput!) {
    postponeSeminar(input: $input) { seminar { state startsAt originalStart { at } } refusals { code field message } }
  }
`);

export class Refused extends Error {
  constructor(readonly refusals: readonly Pick<Refusal, 'code' | 'field' | 'message'>[]) {
    super(refusals.map(({ message }) => message).join(' '));
  }
}

export function coordinator(url: string, token: string) {
  async function run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
    if (!data || errors) throw new Error(errors?.map(({ message }) => message).join(' ') ?? 'no data');
    return data;
  }

  return async function planAndMove(input: CreateSeminarInput, startsLocal: string, endsLocal: string) {
    const { createSeminar: made } = await run(create, { input });
    if (!made.seminar) throw new Refused(made.refusals);
    const { id, version } = made.seminar;
    const { publishSeminar: shown } = await run(publish, { input: { id, version } });
    if (!shown.seminar) throw new Refused(shown.refusals);
    const { postponeSeminar: moved } = await run(move, {
      input: { id, version: shown.seminar.version, reason: 'The hall is taken.', startsLocal, endsLocal },
    });
    if (!moved.seminar) throw new Refused(moved.refusals);
    return moved.seminar;
  };
}
