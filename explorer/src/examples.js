// The examples of the explorer, in the order of the menu. On the first visit
// each opens as a tab. Give every operation a name: it becomes the tab's title.
export const examples = [
  {
    title: 'Networks',
    note: 'The first networks, with the number of their members.',
    query: `query Networks($first: Int!) {
  networks(first: $first) {
    nodes {
      id
      name
      memberCount
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
    variables: { first: 5 },
  },
  {
    title: 'One network',
    note: 'A network by its id, with its next meetings.',
    query: `query OneNetwork($id: ID!) {
  network(id: $id) {
    name
    description
    meetings(first: 3) {
      nodes {
        title
        startsAt
      }
    }
  }
}`,
    variables: { id: 'network-1' },
  },
  {
    title: 'Municipalities',
    note: 'Municipalities whose name contains a text.',
    query: `query Municipalities($search: String) {
  municipalities(search: $search, first: 10) {
    nodes {
      id
      name
      population
    }
  }
}`,
    variables: { search: 'berg' },
  },
  {
    title: 'Search knowledge',
    note: 'Articles that mention a topic, best match first.',
    query: `query SearchKnowledge($text: String!) {
  articles(search: $text, first: 5) {
    nodes {
      id
      title
      summary
      publishedAt
    }
  }
}`,
    variables: { text: 'heating' },
  },
  {
    title: 'Upcoming meetings',
    note: 'Meetings from now on, across all networks you may see.',
    query: `query UpcomingMeetings {
  meetings(first: 5) {
    nodes {
      title
      startsAt
      network {
        name
      }
    }
  }
}`,
  },
  {
    title: 'Who am I',
    note: 'The person you are signed in as. Anonymous gets null.',
    query: `query WhoAmI {
  me {
    id
    name
    email
  }
}`,
  },
  {
    title: 'Ask a question',
    note: 'Sign in first. A refusal is part of the answer, not an error.',
    query: `mutation AskQuestion($input: AskQuestionInput!) {
  askQuestion(input: $input) {
    question {
      id
      title
    }
    refusals {
      code
      message
      field
    }
  }
}`,
    variables: { input: { networkId: 'network-1', title: 'Who has replaced gas boilers in schools?' } },
  },
  {
    title: 'Join a network',
    note: 'Sign in first. Asking twice is harmless.',
    query: `mutation JoinNetwork($input: JoinNetworkInput!) {
  joinNetwork(input: $input) {
    network {
      id
      memberCount
    }
    refusals {
      code
      message
      field
    }
  }
}`,
    variables: { input: { networkId: 'network-1' } },
  },
  {
    title: 'New questions, live',
    note: 'A subscription: press Run, then ask a question in another window.',
    query: `subscription NewQuestions($networkId: ID!) {
  questionAsked(networkId: $networkId) {
    id
    title
  }
}`,
    variables: { networkId: 'network-1' },
  },
  {
    title: 'Types of the schema',
    note: 'Introspection: what the API offers, from the API itself.',
    query: `query SchemaTypes {
  __schema {
    queryType {
      name
    }
    types {
      name
      kind
    }
  }
}`,
  },
];
