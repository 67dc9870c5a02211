import { graphql } from 'relay-runtime';

export const card = graphql`
  fragment Question_card on Question
  @refetchable(queryName: "QuestionRefetchQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    title
    commentCount
    comments(first: $count, after: $cursor) @connection(key: "Question_comments") {
      edges { node { id body } }
    }
  }
`;

export const query = graphql`
  query QuestionQuery($id: ID!) {
    question(id: $id) { id ...Question_card }
  }
`;

export const ask = graphql`
  mutation QuestionAskMutation($input: AskQuestionInput!) {
    askQuestion(input: $input) {
      question { id }
      refusals { code message }
    }
  }
`;

export const comment = graphql`
  mutation QuestionCommentMutation($input: AddCommentInput!, $connections: [ID!]!) {
    addComment(input: $input) {
      comment @appendNode(connections: $connections, edgeTypeName: "CommentEdge") {
        id
        body
        question { id commentCount }
      }
      refusals { code message }
    }
  }
`;
