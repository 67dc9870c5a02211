// The examples of the explorer, in the order of the menu. On the first visit
// the first `TABS` open as tabs. Give every operation a name: it becomes the tab's title.
const now = new Date();
const inDays = (days) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);

export const TABS = 11;

export const examples = [
  {
    title: 'Networks and their next seminars',
    note: 'Twenty networks with their members and their next five seminars.',
    query: `query Networks($from: DateTime!) {
  networks(first: 20) {
    totalCount
    nodes {
      id
      name { text locale isFallback }
      members(first: 5) { totalCount nodes { name } }
      seminars(first: 5, filter: { startsAfter: $from }) {
        nodes { id title { text } startsAt host { name } registrationCount }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { from: now.toISOString() },
  },
  {
    title: 'One municipality',
    note: 'By country and official code; FI 588 shows how an old code finds its successor.',
    query: `query Municipality {
  municipality(by: { code: { country: "NO", code: "5041" } }) {
    name
    otherNames
    population { inhabitants year }
    area { squareKilometres basis }
    region { name }
    networks { nodes { id name { text } } }
  }
}`,
    variables: {},
  },
  {
    title: 'Municipalities near a point',
    note: 'The nearest to Östersund, as the crow flies.',
    query: `query Nearby {
  nearestMunicipalities(to: { latitude: 63.18, longitude: 14.64 }, first: 5) {
    kilometres
    municipality { name country { code } population { inhabitants } }
  }
}`,
    variables: {},
  },
  {
    title: 'Who am I',
    note: 'Sign in first, by the menu on top. Copy the ids of your organisation and network from here.',
    query: `query WhoAmI {
  viewer {
    person { id name }
    account { email platformRole }
    organisationRoles { role organisation { id name } }
    coordinates { nodes { id name { text } } }
  }
}`,
    variables: {},
  },
  {
    title: 'Register',
    note: 'As somebody signed in, with the id of a seminar; as it stands, what is wrong comes back as a refusal. Yourself, or with personId somebody else. When the seats are gone one waits in line.',
    query: `mutation Register($input: RegisterForSeminarInput!) {
  registerForSeminar(input: $input) {
    registration { id version status position seminar { registrationCount waitingCount } }
    refusals { code message field }
  }
}`,
    variables: { input: { seminarId: 'id of the seminar', seat: 'ONSITE' } },
  },
  {
    title: 'Seats, live',
    note: 'A subscription: run it in one tab and register in another.',
    query: `subscription Seats($id: ID!) {
  seminarSeats(id: $id) {
    registrationCount
    waitingCount
    seatPools { kind capacity confirmed waiting free }
  }
}`,
    variables: { id: 'id of the seminar' },
  },
  {
    title: 'Search everything',
    note: 'Inflected forms and parts of compounds, in the languages of the Nordic region. Try your own word.',
    query: `query Search($query: String!) {
  search(query: $query, first: 10) {
    totalCount
    nodes {
      kind
      title { text isHit }
      snippet { text isHit }
      node { id __typename }
    }
    facets {
      kinds { kind count }
      countries { country count }
      languages { locale count }
    }
  }
}`,
    variables: { query: 'landsby' },
  },
  {
    title: 'What others tried',
    note: 'Experiences with what failed and what was learnt, and who has reused them.',
    query: `query Experiences {
  experiences(first: 5) {
    nodes {
      id
      title { text locale }
      maturity
      failures { text }
      lessons { text }
      themes(first: 3) { nodes { name { text } } }
      reuseReports(first: 3) { nodes { outcome happened } }
    }
  }
}`,
    variables: {},
  },
  {
    title: 'A document and its versions',
    note: 'Every version with its stage, its file and where to fetch it; appendices by their label.',
    query: `query Documents {
  documents(first: 5, filter: { origin: DEMO }) {
    nodes {
      id
      title { text }
      kind
      state
      versions(first: 5) { nodes { number stage file { name size mediaType downloadUrl } } }
      appendices(first: 5) { nodes { label source { title { text } } } }
    }
  }
}`,
    variables: {},
  },
  {
    title: 'A project, goals to results',
    note: 'Goals judged side by side, the steering group on a day, progress weighted by cost.',
    query: `query Projects($asOf: Date) {
  projects(first: 2, filter: { origin: DEMO }) {
    nodes {
      id
      title { text }
      status
      percent
      goals {
        text
        assessments { assessor verdict reason }
      }
      indicators { name unit goal { text } values { periodText total women men basis } }
      governingBodies { name seats(asOf: $asOf) { name organisation { name } isChair holder { name startsOn person { name } } } }
    }
  }
}`,
    variables: { asOf: null },
  },
  {
    title: 'Does a financing plan hold',
    note: 'The sets of rules of programmes. Put the id of one into the variables and set "check" to true: each rule is judged.',
    query: `query FinancingRules($check: Boolean!, $ruleSetId: ID!, $input: FinancingCheckInput!) {
  fundingRuleSets(first: 5) {
    nodes { id title currency programme { title { text } } }
  }
  financingCheck(by: { ruleSetId: $ruleSetId }, input: $input) @include(if: $check) {
    isMet
    verdicts { rule isMet actual limit unit message }
    totals { costs eligibleCosts financing grant ownContribution }
  }
}`,
    variables: {
      check: false,
      ruleSetId: 'id of a set of rules',
      input: {
        costs: [{ text: 'Project manager', amount: { amountMinor: 40000000, currency: 'SEK' } }],
        financing: [
          { kind: 'GRANT', planned: { amountMinor: 20000000, currency: 'SEK' } },
          { kind: 'OWN_FUNDS', planned: { amountMinor: 20000000, currency: 'SEK' } },
        ],
      },
    },
  },
  {
    title: 'Create a seminar',
    note: 'As the network coordinator: put the ids from "Who am I" into the variables.',
    query: `mutation CreateSeminar($input: CreateSeminarInput!) {
  createSeminar(input: $input) {
    seminar { id version state title { text } seatPools { kind capacity } }
    refusals { code message field }
  }
}`,
    variables: {
      input: {
        hostId: 'id of your organisation',
        networkIds: ['id of your network'],
        kind: 'THEME_SEMINAR',
        locale: 'nb',
        title: [{ locale: 'nb', text: 'Vintersykling i små kommuner' }],
        description: [{ locale: 'nb', text: 'Hvordan rydder vi gang- og sykkelveger når snøen kommer?' }],
        mode: 'HYBRID',
        timeZone: 'Europe/Oslo',
        startsLocal: `${inDays(30)}T10:00`,
        endsLocal: `${inDays(30)}T14:00`,
        venue: { name: 'Kommunehuset' },
        joinUrl: 'https://example.org/meet',
        seatPools: [{ kind: 'ONSITE', capacity: 25 }, { kind: 'ONLINE' }],
        agenda: [{ title: 'Velkommen', durationMinutes: 15 }, { title: 'Erfaringer', startsAfterMinutes: 15 }],
      },
    },
  },
  {
    title: 'Publish it',
    note: 'With the id and version that createSeminar answered.',
    query: `mutation PublishSeminar($input: PublishSeminarInput!) {
  publishSeminar(input: $input) {
    seminar { id version state publishedAt isRegistrationOpen }
    refusals { code message field }
  }
}`,
    variables: { input: { id: 'id of the seminar', version: 1 } },
  },
  {
    title: 'Newest documents of networks',
    note: 'With their themes and the file of the newest version.',
    query: `query Documents {
  networks(first: 10) {
    nodes {
      name { text }
      documents(first: 5) {
        nodes { id title { text } kind themes(first: 3) { nodes { name { text } } } versions(first: 1) { nodes { number stage file { name size downloadUrl } } } }
      }
    }
  }
}`,
    variables: {},
  },
  {
    title: 'Anything by its id',
    note: 'Every thing has an id that says what it is.',
    query: `query Anything($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Network { networkName: name { text } }
    ... on Seminar { title { text } }
    ... on Organisation { name }
  }
}`,
    variables: { ids: [] },
  },
  {
    title: 'Changes of territory',
    note: 'What municipalities became, newest first.',
    query: `query TerritoryChanges {
  territoryChanges(first: 10) {
    nodes {
      kind
      effectiveOn
      from { nodes { code name } }
      to { nodes { code name } }
    }
  }
}`,
    variables: {},
  },
];
