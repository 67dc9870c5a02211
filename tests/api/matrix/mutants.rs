//! Every rule is needed: with any one of them switched off, somebody gets what is not theirs, loses what is, or does what
//! they may not. A rule is a place in the code that asks something of the viewer; the list is read from the code.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    claims::Claims,
    crawl,
    deeds::{Attempt, End},
    door,
    places::{asking, named},
    schema::Schema,
    world::World,
};
use crate::support::*;

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

    fn called(&self, step: Step) -> String {
        match step {
            Step::Ask(ask) => {
                let ask = self.plan.get(ask);
                ask.map_or("own calendar", |ask| ask.path.as_str())
                    .to_owned()
            }
            Step::Do(attempt) => self.attempts[attempt].deed.clone(),
            Step::Hear(some) => format!("claims {some}"),
            Step::Open(table) => format!("the door to {}", door::TABLES[table]),
        }
    }

    async fn end(&self, subject: usize, attempt: usize) -> End {
        let attempt = &self.attempts[attempt];
        let client = &self.world.subjects[subject].1;
        attempt.by(client, &attempt.input).await.0
    }

    /// Does it as long as all rules hold, to know what comes of it; answers whether a cell fails even so, of which no rule
    /// would learn anything.
    async fn learn(&mut self, subject: usize, step: Step) -> bool {
        let name = &self.world.subjects[subject].0;
        let rules = &self.world.rules;
        match step {
            Step::Ask(ask) => {
                let told = self.told(subject, ask).await;
                let mut canaries = told.iter().map(|one| &self.world.canaries.0[*one]);
                let leaks = canaries.any(|one| !rules.seers(one).contains(name.as_str()));
                self.base.insert((subject, ask), told);
                leaks
            }
            Step::Do(attempt) => {
                let end = self.end(subject, attempt).await;
                let deed = &rules.deeds[&self.attempts[attempt].deed];
                let may = rules.set(&deed.who).contains(name.as_str());
                let astray = may != (end == End::Allowed);
                self.ends.insert((subject, attempt), end);
                astray
            }
            Step::Hear(_) | Step::Open(_) => self.fails(subject, step).await,
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
    let mut astray = vec![];
    drill.met();
    let names = course.world.subjects.iter().map(|(name, _)| name.as_str());
    let wanted = names
        .enumerate()
        .filter(|(_, name)| SUBJECTS.contains(name));
    let wanted: Vec<usize> = wanted.map(|(place, _)| place).collect();
    for subject in wanted {
        for step in course.steps(subject) {
            if course.learn(subject, step).await {
                let name = &course.world.subjects[subject].0;
                astray.push(format!("{name}: {}", course.called(step)));
            }
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
    assert!(astray.is_empty(), "with all rules: {astray:#?}");
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
                let step = course.called(step);
                dead.push(format!("{} by {subject}: {step}", named(rule)));
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
