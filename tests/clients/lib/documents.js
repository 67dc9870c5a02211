// What a frontend asks first, in one wording for all clients.

export const NETWORKS = `
  query Networks($seminars: SeminarFilter) {
    networks(first: 20) {
      nodes {
        id
        name { text }
        seminars(first: 50, filter: $seminars) { nodes { id title { text } isRegistrationOpen } }
      }
    }
  }
`;

export const SIGN_IN = `
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      session { accessToken refreshToken expiresAt }
      viewer { id name }
      refusals { code message field }
    }
  }
`;

export const REGISTER = `
  mutation Register($input: RegisterForSeminarInput!) {
    registerForSeminar(input: $input) {
      registration { id status seminar { id registrationCount } }
      refusals { code message field }
    }
  }
`;

export const SEMINAR = `
  query Seminar($id: ID!) {
    seminar(id: $id) { id title { text } registrationCount viewerRegistration { id status } }
  }
`;

export const SEATS = `
  subscription Seats($id: ID!) {
    seminarSeats(id: $id) { id registrationCount }
  }
`;

export const MUNICIPALITIES = `
  query Municipalities($first: Int!, $after: String, $filter: MunicipalityFilter) {
    municipalities(first: $first, after: $after, filter: $filter) {
      totalCount
      edges { cursor node { id code name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

export const CREATE_SEMINAR = `
  mutation CreateSeminar($input: CreateSeminarInput!) {
    createSeminar(input: $input) { seminar { id version state } refusals { code field } }
  }
`;

export const PUBLISH_SEMINAR = `
  mutation PublishSeminar($input: PublishSeminarInput!) {
    publishSeminar(input: $input) { seminar { id version state } refusals { code field } }
  }
`;

export const POSTPONE_SEMINAR = `
  mutation PostponeSeminar($input: PostponeSeminarInput!) {
    postponeSeminar(input: $input) { seminar { id version state startsLocal originalStart { at } } refusals { code field } }
  }
`;
