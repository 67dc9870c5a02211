//! Every rule is needed: with any one of them switched off, somebody gets what is not theirs, loses what is, or does what
//! they may not. A rule is a place in the code that asks something of the viewer; the list is read from the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    crawl,
    deeds::{Attempt, End},
    schema::Schema,
    world::{self, World},
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

/// The lines that ask something of a viewer, as `file:line`.
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
                if of_viewer && QUESTIONS.iter().any(|one| code.contains(one)) {
                    found.insert(format!("{name}:{}", number + 1));
                }
            }
        }
    }
    found
}

/// Something a subject does, and what it comes to.
#[derive(Clone, Copy)]
enum Step {
    Ask(usize),
    Do(usize),
}

struct Course {
    world: World,
    plan: Vec<crawl::Ask>,
    attempts: Vec<Attempt>,
    /// What each subject must get by each path: the texts of it.
    base: BTreeMap<(usize, usize), BTreeSet<usize>>,
}

impl Course {
    async fn told(&self, subject: usize, ask: usize) -> BTreeSet<usize> {
        let ask = &self.plan[ask];
        let told = ask.of(&self.world.subjects[subject].1).await;
        let asked = match &ask.way {
            crawl::Way::Query(query, _) if told.contains("\"errors\"") => world::numbers(query),
            _ => BTreeSet::new(),
        };
        &world::numbers(&told) - &asked
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
            Step::Do(attempt) => {
                let attempt = &self.attempts[attempt];
                let (end, _) = attempt.by(client, &attempt.input).await;
                let may = rules
                    .set(&rules.deeds[&attempt.name].who)
                    .contains(name.as_str());
                may != (end == End::Allowed)
            }
        }
    }
}

/// Those who meet the rules: others are refused by their token, or by nothing at all.
const SUBJECTS: [&str; 14] = [
    "anyone",
    "outsider",
    "neighbour",
    "applicant",
    "member",
    "coordinator",
    "registered",
    "staff",
    "organisation-admin",
    "programme-officer",
    "auditor",
    "program-read",
    "program-manage",
    "integration-manage",
];

#[tokio::test]
async fn no_rule_can_be_left_out() {
    let begun = std::time::Instant::now();
    let world = World::set(Db::Sqlite).await;
    let drill = world.app.drill.clone();
    drill.rehearse(true);
    let schema = Schema::of(world.subject("platform-admin")).await;
    let attempts = Attempt::all(&schema, &world);
    let mut plan = crawl::plan(&world).await;
    // What asks the same rules as something else that is asked does not need to be asked too.
    let again = ["order ", "node ", "one ", "route"];
    plan.retain(|ask| !again.iter().any(|path| ask.path.starts_with(path)));
    let mut course = Course {
        world,
        plan,
        attempts,
        base: BTreeMap::new(),
    };
    // Where each rule said no, by whom and at what.
    let mut places: BTreeMap<String, Vec<(usize, Step)>> = BTreeMap::new();
    drill.met();
    let names = course.world.subjects.iter().map(|(name, _)| name.as_str());
    let wanted = names
        .enumerate()
        .filter(|(_, name)| SUBJECTS.contains(name));
    let wanted: Vec<usize> = wanted.map(|(place, _)| place).collect();
    for subject in wanted {
        for ask in 0..course.plan.len() {
            let told = course.told(subject, ask).await;
            course.base.insert((subject, ask), told);
            for rule in drill.met() {
                places
                    .entry(rule)
                    .or_default()
                    .push((subject, Step::Ask(ask)));
            }
        }
        for attempt in 0..course.attempts.len() {
            let one = &course.attempts[attempt];
            one.by(&course.world.subjects[subject].1, &one.input).await;
            for rule in drill.met() {
                places
                    .entry(rule)
                    .or_default()
                    .push((subject, Step::Do(attempt)));
            }
        }
    }
    println!(
        "{} rules said no after {:.1?}",
        places.len(),
        begun.elapsed()
    );
    let line = |rule: &str| {
        rule.rsplit_once(':')
            .map_or(rule, |(line, _)| line)
            .to_owned()
    };
    let met: BTreeSet<String> = places.keys().map(|rule| line(rule)).collect();
    let mut unmet: Vec<String> = asking().difference(&met).map(|one| named(one)).collect();
    let mut alive: Vec<String> = vec![];
    for (rule, steps) in &places {
        drill.switch_off(Some(rule));
        let mut killed = false;
        for (subject, step) in spread(steps) {
            if course.fails(subject, step).await {
                killed = true;
                break;
            }
        }
        drill.switch_off(None);
        if !killed {
            alive.push(named(&line(rule)));
        }
    }
    println!(
        "{} rules switched off, {} of them unnoticed; {} never asked; {:.1?}",
        places.len(),
        alive.len(),
        unmet.len(),
        begun.elapsed()
    );
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        let told = format!(
            "alive\n{}\n\nunmet\n{}\n",
            alive.join("\n"),
            unmet.join("\n")
        );
        std::fs::write(format!("{folder}/mutants.txt"), told).expect("a file");
    }
    let gaps = &course.world.rules.gaps;
    alive.retain(|one| !gaps.unnoticed.contains(one));
    unmet.retain(|one| !gaps.unasked.contains(one));
    assert!(
        alive.is_empty() && unmet.is_empty(),
        "unnoticed: {alive:#?}\nnever asked: {unmet:#?}"
    );
}

/// A rule as the table names it: its file, and the code of its line.
fn named(line: &str) -> String {
    let (file, number) = line.rsplit_once(':').expect("a line");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let number: usize = number.parse().expect("a number");
    let code = text.lines().nth(number - 1).unwrap_or_default().trim();
    format!("{file}: {code}")
}

/// Steps of a rule: deeds first, then some of each kind of question, of each subject.
fn spread(steps: &[(usize, Step)]) -> Vec<(usize, Step)> {
    let mut all: Vec<(usize, Step)> = steps.to_vec();
    // The deterministic shuffle: neighbours in the list are much alike.
    all.sort_by_key(|(subject, step)| {
        let (kind, place) = match step {
            Step::Do(place) => (0, *place),
            Step::Ask(place) => (1, *place),
        };
        let mixed = (subject * 7919 + place * 104_729) % 10_007;
        (kind, mixed)
    });
    let (deeds, asks): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(_, step)| matches!(step, Step::Do(_)));
    let mut mixed = vec![];
    let (mut deeds, mut asks) = (deeds.into_iter(), asks.into_iter());
    loop {
        let next: Vec<_> = [deeds.next(), asks.next()].into_iter().flatten().collect();
        if next.is_empty() || mixed.len() > 200 {
            return mixed;
        }
        mixed.extend(next);
    }
}
