//! Every rule is needed: with any one of them switched off, somebody gets what is not theirs, loses what is, or does what
//! they may not. A rule is a place in the code that asks something of the viewer; the list is read from the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use uuid::Uuid;

use super::{
    claims::Claims,
    crawl,
    deeds::{Attempt, End},
    door,
    schema::Schema,
    world::World,
};
use crate::support::*;

/// How a rule asks. What is for Erfa itself (`is_system`) is asked of nobody else: no request gets there.
const QUESTIONS: [&str; 12] = [
    ".sees(",
    ".owns(",
    ".within(",
    ".has(Role::",
    ".is(",
    ".signed_in()",
    ".runs_platform()",
    ".writes_for_some(",
    ".speaks_for(",
    ".audits()",
    ".may_write()",
    ".session()",
];

/// The places that ask something of a viewer, as `file:line:column`.
fn asking() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut folders, mut found) = (vec![root.join("src")], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    folders.push(path);
                }
                continue;
            }
            let name = path
                .strip_prefix(root)
                .expect("beneath")
                .display()
                .to_string();
            if name.starts_with("src/platform/access") || !name.ends_with(".rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                let of_viewer = code.contains("viewer") || code.trim_start().starts_with('.');
                // An audience of the circle, not a question.
                let code = code.replace("circle.signed_in()", "");
                let places = QUESTIONS.iter().flat_map(|one| code.match_indices(one));
                for (place, _) in places.filter(|_| of_viewer) {
                    // Where the compiler says that a method is called: at its name.
                    found.insert(format!("{name}:{}:{}", number + 1, place + 2));
                }
            }
        }
    }
    found
}

/// The one place whose name begins so.
pub fn place_of(begins: &str) -> String {
    let mut found = asking().into_iter();
    found
        .find(|place| named(place).starts_with(begins))
        .unwrap_or_else(|| panic!("no rule {begins}"))
}

/// Something a subject does, and what it comes to.
#[derive(Clone, Copy, Debug)]
enum Step {
    Ask(usize),
    Do(usize),
    /// What is claimed of things.
    Hear(usize),
    /// What the door gives of a table.
    Open(usize),
}

struct Course {
    world: World,
    plan: Vec<crawl::Ask>,
    attempts: Vec<Attempt>,
    claims: Vec<Claims>,
    /// The things of the world in each table.
    things: Vec<BTreeSet<Uuid>>,
    /// What each subject must get by each path: the texts of it.
    base: BTreeMap<(usize, usize), BTreeSet<usize>>,
    /// How each deed ends for each subject.
    ends: BTreeMap<(usize, usize), End>,
}

impl Course {
    async fn set() -> Self {
        let world = World::set(Db::Sqlite).await;
        world.app.drill.rehearse(true);
        let schema = Schema::of(world.subject("platform-admin")).await;
        let attempts = Attempt::all(&schema, &world);
        let claims = Claims::all(&world, &schema);
        let mut plan = crawl::plan(&world).await;
        // What asks the same rules as something else that is asked does not need to be asked too.
        let again = ["order ", "node ", "one ", "route"];
        plan.retain(|ask| !again.iter().any(|path| ask.path.starts_with(path)));
        let mut things = vec![];
        for table in door::TABLES {
            things.push(door::things(&world, table).await);
        }
        Self {
            world,
            plan,
            attempts,
            claims,
            things,
            base: BTreeMap::new(),
            ends: BTreeMap::new(),
        }
    }

    /// Everything that a subject does.
    fn steps(&self, subject: usize) -> Vec<Step> {
        let own = crawl::own(&self.world, &self.world.subjects[subject].0);
        let asks = (0..self.plan.len() + own.len()).map(Step::Ask);
        let deeds = (0..self.attempts.len()).map(Step::Do);
        let claims = (0..self.claims.len()).map(Step::Hear);
        let tables = (0..self.things.len()).map(Step::Open);
        asks.chain(deeds).chain(claims).chain(tables).collect()
    }

    async fn told(&self, subject: usize, ask: usize) -> BTreeSet<usize> {
        let (name, client) = &self.world.subjects[subject];
        let own = crawl::own(&self.world, name);
        let ask = match self.plan.get(ask) {
            Some(ask) => ask,
            None => &own[ask - self.plan.len()],
        };
        crawl::told(&self.world, ask, &ask.of(client).await)
    }

    async fn end(&self, subject: usize, attempt: usize) -> End {
        let attempt = &self.attempts[attempt];
        let client = &self.world.subjects[subject].1;
        attempt.by(client, &attempt.input).await.0
    }

    /// Does it as long as all rules hold, to know what comes of it.
    async fn learn(&mut self, subject: usize, step: Step) {
        match step {
            Step::Ask(ask) => {
                let told = self.told(subject, ask).await;
                self.base.insert((subject, ask), told);
            }
            Step::Do(attempt) => {
                let end = self.end(subject, attempt).await;
                self.ends.insert((subject, attempt), end);
            }
            Step::Hear(_) | Step::Open(_) => drop(self.fails(subject, step).await),
        }
    }

    /// Whether a cell of the matrix fails at this step.
    async fn fails(&self, subject: usize, step: Step) -> bool {
        let (name, client) = &self.world.subjects[subject];
        let rules = &self.world.rules;
        match step {
            Step::Ask(ask) => {
                let told = self.told(subject, ask).await;
                let base = &self.base[&(subject, ask)];
                let leaks = |number: &usize| {
                    !rules
                        .seers(&self.world.canaries.0[*number])
                        .contains(name.as_str())
                };
                told.iter().any(leaks) || !base.is_subset(&told)
            }
            // Who may not is told so in the same way as ever, too.
            Step::Do(attempt) => {
                let end = self.end(subject, attempt).await;
                let deed = &rules.deeds[&self.attempts[attempt].deed];
                let may = rules.set(&deed.who).contains(name.as_str());
                may != (end == End::Allowed) || end != self.ends[&(subject, attempt)]
            }
            Step::Hear(some) => {
                let wrong = self.claims[some].wrong(&self.world, name, client).await;
                !wrong.is_empty()
            }
            Step::Open(table) => match door::reader_of(&self.world, name).await {
                Some(reader) => {
                    let table = (door::TABLES[table], &self.things[table]);
                    let wrong = door::wrong(&self.world, name, table, &reader).await;
                    !wrong.is_empty()
                }
                None => false,
            },
        }
    }
}

/// Those who meet the rules: others are refused by their token, or by nothing at all.
const SUBJECTS: [&str; 17] = [
    "anyone",
    "outsider",
    "neighbour",
    "applicant",
    "member",
    "coordinator",
    "host",
    "registered",
    "staff",
    "organisation-admin",
    "programme-officer",
    "auditor",
    "weak-admin",
    "platform-admin",
    "program-read",
    "program-manage",
    "integration-manage",
];

#[tokio::test]
async fn no_rule_can_be_left_out() {
    let begun = std::time::Instant::now();
    let mut course = Course::set().await;
    let drill = course.world.app.drill.clone();
    // Where each rule said no, by whom and at what.
    let mut places: BTreeMap<String, Vec<(usize, Step)>> = BTreeMap::new();
    drill.met();
    let names = course.world.subjects.iter().map(|(name, _)| name.as_str());
    let wanted = names
        .enumerate()
        .filter(|(_, name)| SUBJECTS.contains(name));
    let wanted: Vec<usize> = wanted.map(|(place, _)| place).collect();
    for subject in wanted {
        for step in course.steps(subject) {
            course.learn(subject, step).await;
            for rule in drill.met() {
                places.entry(rule).or_default().push((subject, step));
            }
        }
    }
    println!(
        "{} rules said no after {:.1?}",
        places.len(),
        begun.elapsed()
    );
    let met: BTreeSet<String> = places.keys().map(|rule| named(rule)).collect();
    let mut unmet: Vec<String> = asking()
        .iter()
        .map(|one| named(one))
        .filter(|one| !met.contains(one))
        .collect();
    let (mut alive, mut dead): (Vec<String>, Vec<String>) = (vec![], vec![]);
    let only = std::env::var("ERFA_MUTANTS").unwrap_or_default();
    for (rule, steps) in &places {
        if !named(rule).contains(&only) {
            continue;
        }
        drill.switch_off(Some(rule));
        let mut killed = None;
        for (subject, step) in spread(steps) {
            if course.fails(subject, step).await {
                killed = Some((subject, step));
                break;
            }
        }
        drill.switch_off(None);
        match killed {
            None => alive.push(named(rule)),
            Some((subject, step)) => {
                let subject = &course.world.subjects[subject].0;
                dead.push(format!("{} by {subject}, {step:?}", named(rule)));
            }
        }
    }
    println!(
        "{} rules switched off, {} of them unnoticed; {} never asked; {:.1?}",
        alive.len() + dead.len(),
        alive.len(),
        unmet.len(),
        begun.elapsed()
    );
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        let told = [("alive", &alive), ("unmet", &unmet), ("dead", &dead)];
        let told = told.map(|(what, told)| format!("{what}\n{}\n\n", told.join("\n")));
        std::fs::write(format!("{folder}/mutants.txt"), told.concat()).expect("a file");
    }
    let gaps = &course.world.rules.gaps;
    let stale: Vec<&String> = (gaps.unnoticed.keys().filter(|one| !alive.contains(one)))
        .chain(gaps.unasked.keys().filter(|one| !unmet.contains(one)))
        .filter(|_| only.is_empty())
        .collect();
    assert!(stale.is_empty(), "no gaps any more: {stale:#?}");
    alive.retain(|one| !gaps.unnoticed.contains_key(one));
    unmet.retain(|one| !gaps.unasked.contains_key(one));
    assert!(
        alive.is_empty() && unmet.is_empty(),
        "unnoticed: {alive:#?}\nnever asked: {unmet:#?}"
    );
}

/// A rule as the table names it: its file, the function that asks, or for whom it says what is allowed, and the code of its
/// line; where it is not the first in the line, its column too.
fn named(place: &str) -> String {
    let mut parts = place.splitn(3, ':');
    let file = parts.next().expect("a file");
    let number: usize = parts
        .next()
        .and_then(|one| one.parse().ok())
        .expect("a line");
    let column: Option<usize> = parts.next().and_then(|one| one.parse().ok());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let code = lines.get(number - 1).copied().unwrap_or_default();
    let before = lines[..number.min(lines.len())].iter().rev();
    let mut heads = before.map(|line| line.trim()).filter(|line| {
        line.starts_with("impl ") || line.contains("fn ") && line.ends_with(['{', '(', '>'])
    });
    let head = |line: &str| line.trim_end_matches(['{', '(', ' ']).to_owned();
    let mut owner = heads.next().map(head).unwrap_or_default();
    if owner.contains("fn allows") {
        owner = heads.next().map(head).unwrap_or_default();
    }
    let owner = match owner.split_once("fn ") {
        Some((_, function)) => function.split(['(', '<']).next().unwrap_or_default(),
        None => owner.trim_start_matches("impl "),
    };
    let asked_before = column.map_or(0, |column| {
        let code = code.get(..column - 1).unwrap_or_default();
        QUESTIONS.iter().map(|one| code.matches(one).count()).sum()
    });
    let which = match asked_before {
        0 => String::new(),
        more => format!(" ({})", more + 1),
    };
    format!("{file}: {owner}: {}{which}", code.trim())
}

/// Steps of a rule: some of each kind, of each subject.
fn spread(steps: &[(usize, Step)]) -> Vec<(usize, Step)> {
    let mut kinds: [Vec<(usize, (usize, Step))>; 4] = Default::default();
    for (subject, step) in steps {
        let (kind, place) = match step {
            Step::Open(place) => (0, place),
            Step::Hear(place) => (1, place),
            Step::Do(place) => (2, place),
            Step::Ask(place) => (3, place),
        };
        // The deterministic shuffle: neighbours in the list are much alike.
        let mixed = (subject * 7919 + place * 104_729) % 10_007;
        kinds[kind].push((mixed, (*subject, *step)));
    }
    let mut kinds = kinds.map(|mut all| {
        all.sort_by_key(|(mixed, _)| *mixed);
        all.into_iter().map(|(_, step)| step)
    });
    let mut mixed = vec![];
    loop {
        let before = mixed.len();
        mixed.extend(kinds.iter_mut().filter_map(Iterator::next));
        if mixed.len() == before || before > 300 {
            return mixed;
        }
    }
}
