import { graphql } from 'relay-runtime';

export const list = graphql`
  fragment Municipalities_list on Query
  @refetchable(queryName: "MunicipalitiesPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 40 }, cursor: { type: "String" }) {
    municipalities(first: $count, after: $cursor, filter: { country: "NO" }) @connection(key: "Municipalities_municipalities") {
      totalCount
      edges { node { id code name } }
    }
  }
`;

export const query = graphql`
  query MunicipalitiesQuery($count: Int) {
    ...Municipalities_list @arguments(count: $count)
  }
`;
