//! Documents in the text of which the harm lies.

use super::*;

pub fn all() -> Vec<Hostile> {
    let mut all = nested();
    all.extend(fragments());
    all.extend(repeated());
    all.extend(values());
    all.extend(text());
    all.extend(roots());
    all
}

/// Brackets within brackets: refused before anything recursive reads them.
fn nested() -> Vec<Hostile> {
    let shapes: [(&str, &str, &str, &str, &str); 12] = [
        (
            "lists",
            "{ networks(first: ",
            "[",
            "]",
            ") { totalCount } }",
        ),
        (
            "objects",
            "{ networks(filter: ",
            "{a:",
            "}",
            ") { totalCount } }",
        ),
        (
            "objects in lists",
            "{ networks(filter: ",
            "[{a:",
            "}]",
            ") { totalCount } }",
        ),
        ("types", "query ($a: ", "[", "]", ") { __typename }"),
        (
            "defaults",
            "query ($a: Int = ",
            "[",
            "]",
            ") { __typename }",
        ),
        ("selections", "{ a ", "{ a ", "}", "}"),
        ("inline fragments", "{ ", "... { ", "} ", "}"),
        ("arguments of directives", "{ a @skip(if: ", "[", "]", ") }"),
        ("arguments in arguments", "{ a", "(b: [", "])", "}"),
        (
            "fragments",
            "{ ...F } fragment F on Query ",
            "{ a ",
            "}",
            "",
        ),
        (
            "variables in lists",
            "query ($a: Int) { a(b: ",
            "[$a ",
            "]",
            ") }",
        ),
        ("strings in lists", "{ a(b: ", "[\"[[[\" ", "]", ") }"),
    ];
    let mut all = vec![];
    for (name, before, open, close, after) in shapes {
        for depth in [65, 2_000, 20_000] {
            let document = format!(
                "{before}{}{}{after}",
                open.repeat(depth),
                close.repeat(depth)
            );
            all.push(Hostile::document(
                format!("{name}, {depth} deep"),
                &document,
                COMPLEX,
            ));
        }
    }
    for open in ["{", "[", "(", "{a(b:["] {
        for depth in [65, 100_000 / open.len()] {
            let name = format!("{depth} times {open}, never closed");
            all.push(Hostile::document(name, &open.repeat(depth), COMPLEX));
        }
    }
    let lists = format!(
        "{{ networks(first: {}{}) {{ totalCount }} }}",
        "[".repeat(60),
        "]".repeat(60)
    );
    all.push(Hostile::document(
        "lists, as deep as the scan lets pass",
        &lists,
        UNFIT,
    ));
    let types = format!(
        "query ($a: {}Int{}) {{ __typename }}",
        "[".repeat(60),
        "]".repeat(60)
    );
    all.push(Hostile::document(
        "types, as deep as the scan lets pass",
        &types,
        UNFIT,
    ));
    all
}

fn fragments() -> Vec<Hostile> {
    let mut all = vec![];
    for (wide, levels) in [
        (2, 12),
        (2, 20),
        (2, 30),
        (3, 10),
        (3, 20),
        (10, 4),
        (10, 9),
        (10, 50),
        (40, 20),
    ] {
        let definitions: String = (0..levels)
            .map(|level| {
                let spreads = format!("...F{} ", level + 1).repeat(wide);
                format!("fragment F{level} on Network {{ {spreads} }}\n")
            })
            .collect();
        let document = format!(
            "{{ networks {{ nodes {{ ...F0 }} }} }}\n{definitions}fragment F{levels} on Network {{ id }}"
        );
        let name = format!("{levels} fragments that spread the next {wide} times");
        all.push(Hostile::document(name, &document, COMPLEX));
    }
    for length in [1, 2, 3, 10, 60] {
        let definitions: String = (0..length)
            .map(|at| format!("fragment F{at} on Query {{ ...F{} }}\n", (at + 1) % length))
            .collect();
        let document = format!("{{ ...F0 }}\n{definitions}");
        all.push(Hostile::document(
            format!("a ring of {length} fragments"),
            &document,
            UNFIT,
        ));
    }
    let through_fields = "{ node(id: \"x\") { ...F } } fragment F on Node { id ... on Network { owner { id ...F } } }";
    all.push(Hostile::document(
        "a ring through a field",
        through_fields,
        UNFIT,
    ));
    let chain: String = (0..40)
        .map(|at| format!("fragment F{at} on Network {{ ...F{} }}\n", at + 1))
        .collect();
    let chain =
        format!("{{ networks {{ nodes {{ ...F0 }} }} }}\n{chain}fragment F40 on Network {{ id }}");
    all.push(Hostile::document(
        "a chain of 40 fragments",
        &chain,
        COMPLEX,
    ));
    let unused: String = (0..150)
        .map(|at| format!("fragment F{at} on Network {{ id }}\n"))
        .collect();
    all.push(Hostile::document(
        "150 unused fragments",
        &format!("{{ __typename }}\n{unused}"),
        UNFIT,
    ));
    let same = "fragment F on Network { id }\n".repeat(150);
    let same = format!("{{ networks {{ nodes {{ ...F }} }} }}\n{same}");
    all.push(Hostile::document("150 fragments of one name", &same, UNFIT));
    let missing = format!("{{ {} }}", "...Missing ".repeat(600));
    all.push(Hostile::document(
        "600 spreads of what is not there",
        &missing,
        UNFIT,
    ));
    all
}

fn repeated() -> Vec<Hostile> {
    let mut all = vec![];
    for times in [200, 10_000] {
        let directives = "@skip(if: false) ".repeat(times.min(10_000));
        let refused = if times > 1_000 { COMPLEX } else { UNFIT };
        for (place, document) in [
            ("a field", format!("{{ __typename {directives} }}")),
            (
                "an inline fragment",
                format!("{{ ... {directives} {{ __typename }} }}"),
            ),
            (
                "a spread",
                format!("{{ ...F {directives} }} fragment F on Query {{ __typename }}"),
            ),
            (
                "an operation",
                format!("query {directives} {{ __typename }}"),
            ),
            (
                "a fragment",
                format!("{{ ...F }} fragment F on Query {directives} {{ __typename }}"),
            ),
            (
                "a variable",
                format!("query ($a: Int {directives}) {{ __typename }}"),
            ),
        ] {
            all.push(Hostile::document(
                format!("{times} directives on {place}"),
                &document,
                refused,
            ));
        }
    }
    for times in [31, 100, 1_000] {
        let aliased =
            |field: &str| -> String { (0..times).map(|at| format!("a{at}: {field} ")).collect() };
        let sign_in =
            "signIn(input: {email: \"a@b.example\", password: \"x\"}) { refusals { code } }";
        let themes = format!("{{ themes {{ nodes {{ {} }} }} }}", aliased("id"));
        all.push(Hostile::document(
            format!("{times} aliases of a field"),
            &themes,
            COMPLEX,
        ));
        let root = format!("{{ {} }}", aliased("__typename"));
        all.push(Hostile::document(
            format!("{times} aliases at the root"),
            &root,
            COMPLEX,
        ));
        let mutation = format!("mutation {{ {} }}", aliased(sign_in));
        all.push(Hostile::document(
            format!("{times} aliases of signing in"),
            &mutation,
            COMPLEX,
        ));
    }
    for times in [700, 1_001, 30_000] {
        let refused = if times > 1_400 { COMPLEX } else { UNFIT };
        let unknown = format!("{{ {} }}", "unknown ".repeat(times));
        all.push(Hostile::document(
            format!("{times} unknown fields"),
            &unknown,
            refused,
        ));
    }
    let selected = format!("{{ {} }}", "__typename ".repeat(1_200));
    all.push(Hostile::document(
        "one field 1,200 times",
        &selected,
        COMPLEX,
    ));
    let rooted = format!("{{ {} }}", "viewer { person { id } } ".repeat(21));
    all.push(Hostile::document("21 root fields", &rooted, COMPLEX));
    for (name, part, refused) in [
        ("arguments of one name", "first: 1 ", UNFIT),
        ("unknown arguments", "other: 1 ", UNFIT),
    ] {
        let document = format!("{{ networks({}) {{ totalCount }} }}", part.repeat(400));
        all.push(Hostile::document(format!("400 {name}"), &document, refused));
    }
    let members = format!(
        "{{ networks(filter: {{ {} }}) {{ totalCount }} }}",
        "themeIds: [] ".repeat(300)
    );
    all.push(Hostile::document(
        "300 members of one name",
        &members,
        UNFIT,
    ));
    let conflicting: String = (1..200)
        .map(|at| format!("networks(first: {at}) {{ totalCount }} "))
        .collect();
    let conflicting = format!(
        "{{ {} }}",
        conflicting.chars().take(5_000).collect::<String>()
    );
    all.push(Hostile::document(
        "half a document of fields that cannot be merged",
        &conflicting,
        UNPARSED,
    ));
    let conflicting: String = (1..120)
        .map(|at| format!("networks(first: {at}) {{ totalCount }} "))
        .collect();
    all.push(Hostile::document(
        "119 fields that cannot be merged",
        &format!("{{ {conflicting} }}"),
        UNFIT,
    ));
    let variables: String = (0..300).map(|at| format!("$a{at}: Int ")).collect();
    let declared = format!("query ({variables}) {{ __typename }}");
    all.push(Hostile::document("300 unused variables", &declared, UNFIT));
    let variables: String = (0..10_000).map(|at| format!("$a{at}:Int ")).collect();
    let declared = format!("query ({variables}) {{ __typename }}");
    all.push(Hostile::document("10,000 variables", &declared, COMPLEX));
    all
}

fn values() -> Vec<Hostile> {
    let networks = |argument: &str| format!("{{ networks({argument}) {{ nodes {{ id }} }} }}");
    let mut all = vec![];
    for (argument, refused) in [
        ("first: 0", ARGUMENT),
        ("first: -1", ARGUMENT),
        ("first: 101", ARGUMENT),
        ("last: 0", ARGUMENT),
        ("last: 101", ARGUMENT),
        ("first: 1, last: 1", ARGUMENT),
        ("first: 2147483647", ARGUMENT),
        ("first: -2147483648", ARGUMENT),
        ("after: \"not a cursor\"", ARGUMENT),
        ("before: \"AAAA\"", ARGUMENT),
        ("first: 2147483648", UNFIT),
        ("first: 1.0", UNFIT),
        ("first: 1e3", UNFIT),
        ("first: \"1\"", UNFIT),
        ("first: true", UNFIT),
        ("first: {}", UNFIT),
        ("first: ENUM", UNFIT),
        ("first: $missing", UNFIT),
        ("filter: 1", UNFIT),
        ("filter: {themeIds: [null]}", UNFIT),
        ("orderBy: \"NAME\"", UNFIT),
    ] {
        all.push(Hostile::document(argument, &networks(argument), refused));
    }
    let escape = format!("{{ a(b: \"\\u{{{}}}\") }}", "0".repeat(100_000));
    all.push(Hostile::document(
        "an escape of 100,000 digits",
        &escape,
        UNFIT,
    ));
    for digits in [11, 400, 100_000] {
        let number = "9".repeat(digits);
        let name = format!("a number of {digits} digits");
        all.push(Hostile::document(
            name,
            &networks(&format!("first: {number}")),
            UNFIT,
        ));
    }
    for exponent in ["999", "-999999999999", "99999999999999999999"] {
        let document = format!(
            "{{ nearestMunicipalities(to: {{latitude: 1e{exponent}, longitude: true}}) {{ kilometres }} }}"
        );
        all.push(Hostile::document(
            format!("a number to the power {exponent}"),
            &document,
            UNFIT,
        ));
    }
    let ids = |count: usize| format!("{{ nodes(ids: [{}]) {{ id }} }}", "\"x\" ".repeat(count));
    all.push(Hostile::document("101 ids", &ids(101), ARGUMENT));
    all.push(Hostile::document("251 ids", &ids(251), VARIABLES));
    all.push(Hostile::document("1,500 ids", &ids(1_500), COMPLEX));
    for (name, by) in [
        ("no member of @oneOf", "{}"),
        (
            "two members of @oneOf",
            "{id: \"a\", code: {country: \"SE\", code: \"1\"}}",
        ),
        ("a null member of @oneOf", "{id: null}"),
    ] {
        let document = format!("{{ municipality(by: {by}) {{ id }} }}");
        all.push(Hostile::document(name, &document, UNFIT));
    }
    let long = "x".repeat(200_000);
    let id = format!("{{ node(id: \"{long}\") {{ id }} }}");
    all.push(Hostile::document("an id of 200,000 letters", &id, ARGUMENT));
    let field = format!("{{ {long} }}");
    all.push(Hostile::document(
        "a field of 200,000 letters",
        &field,
        UNFIT,
    ));
    let kind = format!("{{ networks(orderBy: {{field: {long}}}) {{ totalCount }} }}");
    all.push(Hostile::document(
        "an enum of 200,000 letters",
        &kind,
        UNFIT,
    ));
    all
}

fn text() -> Vec<Hostile> {
    let mut all = vec![];
    for (name, document) in [
        ("nothing", String::new()),
        ("blanks", " ".repeat(100_000)),
        ("a comment", "# only a comment".to_owned()),
        ("2,400 comments", "#\n".repeat(2_400)),
        ("5,000 commas", ",".repeat(5_000)),
        ("100,000 blanks", " \t\r\n".repeat(25_000)),
        ("80,000 marks of the byte order", "\u{feff}".repeat(80_000)),
        ("a comment of 200,000 signs", "#".repeat(200_000)),
        ("a byte order mark", "\u{feff}".to_owned()),
        ("a mark within", "{ \u{feff}\u{0} }".to_owned()),
        ("NUL", "\u{0}".to_owned()),
        ("NUL within a name", "{ net\u{0}works }".to_owned()),
        ("control characters", "{ \u{1}\u{2}\u{7f} }".to_owned()),
        ("a name in Cyrillic", "{ \u{441}ountries }".to_owned()),
        (
            "a bidirectional override",
            "{ \u{202e}__typename }".to_owned(),
        ),
        ("an open string", "{ a(b: \"".to_owned()),
        ("an open block string", "{ a(b: \"\"\"".to_owned()),
        (
            "a long open block string",
            format!("{{ a(b: \"\"\"{}", "x".repeat(200_000)),
        ),
        ("a string over two lines", "{ a(b: \"x\ny\") }".to_owned()),
        ("half a surrogate", "{ a(b: \"\\uD800\") }".to_owned()),
        ("beyond Unicode", "{ a(b: \"\\u{110000}\") }".to_owned()),
        ("a broken escape", "{ a(b: \"\\x\") }".to_owned()),
        ("a lone sign", "$".to_owned()),
        ("a lone spread", "...".to_owned()),
        ("dots", "....".to_owned()),
        ("1,400 ampersands", "&".repeat(1_400)),
        ("a name that starts with a digit", "{ 1a }".to_owned()),
        ("a number with leading noughts", "{ a(b: 001) }".to_owned()),
        ("a number that ends in a dot", "{ a(b: 1.) }".to_owned()),
        ("a closed brace", "}".to_owned()),
        ("a closed brace too many", "{ __typename } }".to_owned()),
        ("an empty selection", "{ }".to_owned()),
        (
            "empty arguments",
            "{ networks() { totalCount } }".to_owned(),
        ),
        (
            "no variables in brackets",
            "query () { __typename }".to_owned(),
        ),
        ("SQL", "SELECT * FROM account; --".to_owned()),
        ("markup", "<script>alert(1)</script>".to_owned()),
        ("JSON", "{\"query\": \"{ __typename }\"}".to_owned()),
    ] {
        all.push(Hostile::document(name, &document, UNPARSED));
    }
    let block = |line: &str, lines: usize| {
        let text = line.repeat(lines);
        format!("{{ node(id: \"\"\"{text}\"\"\") {{ id }} }}")
    };
    for (name, document) in [
        ("a block string of 120,000 lines", block("\n", 120_000)),
        ("a block string that ever indents", block("\n ", 80_000)),
        ("a block string of quotes", block("\\\"\"\"", 30_000)),
    ] {
        all.push(Hostile::document(name, &document, ARGUMENT));
    }
    let within = |between: &str| format!("{{ __typename {between} }}");
    for (name, document) in [
        ("80,000 comments", within(&"#\n".repeat(80_000))),
        ("80,000 comments and no end", "#\n".repeat(80_000)),
        ("250,000 commas", within(&",".repeat(250_000))),
        ("60,000 commas and blanks", within(&", ".repeat(60_000))),
        (
            "40,000 comments and marks of the byte order",
            within(&"#\n\u{feff}".repeat(40_000)),
        ),
    ] {
        all.push(Hostile::document(name, &document, COMPLEX));
    }
    for (name, document) in [
        ("a type definition", "type Query { a: Int }"),
        ("an extension", "extend type Query { a: Int } { a }"),
        ("a schema", "schema { query: Query }"),
        (
            "a directive definition",
            "directive @a on FIELD { __typename }",
        ),
        ("a fragment alone", "fragment F on Query { __typename }"),
        ("an unknown directive", "{ __typename @other }"),
        ("a directive of the schema", "{ __typename @deprecated }"),
        (
            "a fragment on a scalar",
            "{ ...F } fragment F on String { a }",
        ),
        (
            "a fragment on an input",
            "{ ...F } fragment F on NetworkFilter { a }",
        ),
        ("a fragment on nothing known", "{ ... on Nothing { a } }"),
        ("a leaf with selections", "{ __typename { a } }"),
        ("an object without", "{ networks }"),
        ("an unknown introspection", "{ __other }"),
    ] {
        all.push(Hostile::document(name, document, UNFIT));
    }
    let signs = "!".repeat(200_000);
    all.push(Hostile::document("200,000 signs", &signs, COMPLEX));
    all
}

fn roots() -> Vec<Hostile> {
    let sign_in = "signIn(input: {email: \"a@b.example\", password: \"x\"}) { refusals { code } }";
    let mut all = vec![];
    for (name, document) in [
        (
            "two mutations",
            format!("mutation {{ a: {sign_in} b: {sign_in} }}"),
        ),
        (
            "one mutation twice",
            format!("mutation {{ {sign_in} {sign_in} }}"),
        ),
        (
            "a mutation and one in a fragment",
            format!("mutation {{ {sign_in} ...F }} fragment F on Mutation {{ b: {sign_in} }}"),
        ),
        (
            "a mutation and one in an inline fragment",
            format!("mutation {{ {sign_in} ... {{ b: {sign_in} }} }}"),
        ),
        (
            "a mutation and one that is skipped",
            format!("mutation {{ {sign_in} ... @skip(if: true) {{ b: {sign_in} }} }}"),
        ),
        (
            "a fragment of a mutation spread twice",
            format!("mutation {{ ...F ...F }} fragment F on Mutation {{ {sign_in} }}"),
        ),
        (
            "two operations",
            "query A { __typename } query B { __typename }".to_owned(),
        ),
        (
            "a query and a mutation",
            format!("query A {{ __typename }} mutation B {{ {sign_in} }}"),
        ),
        (
            "100 operations",
            (0..100)
                .map(|at| format!("query Q{at} {{ __typename }} "))
                .collect(),
        ),
    ] {
        all.push(Hostile::document(name, &document, COMPLEX));
    }
    for (name, document) in [
        (
            "operations of one name",
            "query A { __typename } query A { __typename }",
        ),
        ("two without a name", "{ __typename } { __typename }"),
        (
            "a subscription to two things",
            "subscription { a: networkChanged(id: \"x\") { __typename } b: networkChanged(id: \"y\") { __typename } }",
        ),
        (
            "an introspection in a mutation",
            "mutation { __schema { types { name } } }",
        ),
    ] {
        all.push(Hostile::document(name, document, UNFIT));
    }
    for times in [2, 3, 10, 20] {
        let document = format!(
            "{{ __schema {{ types {{ fields {} {{ name }} {} }} }} }}",
            "{ type { fields ".repeat(times),
            "} }".repeat(times)
        );
        all.push(Hostile::document(
            format!("the schema, {times} times round"),
            &document,
            COMPLEX,
        ));
    }
    all
}
