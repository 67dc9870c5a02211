//! What is fuzzed, run over the corpus and over what becomes of it when it is cut, doubled and mixed.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::{fs, path::Path};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

/// Words that make inputs of both kinds interesting where they did not stand before.
const WORDS: [&str; 28] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "\\",
    "\n",
    "\0",
    "...",
    "$a",
    "@skip(if: $a)",
    "!",
    ":",
    ",",
    "#",
    "fragment F on Query ",
    "query ",
    "mutation ",
    "null",
    "-1",
    "1e999",
    "\u{feff}",
    "\u{e6}",
    "\\u{10ffff}",
    "{\"type\":\"network\",",
];

#[derive(Clone, Debug)]
enum Edit {
    Cut {
        at: usize,
        length: usize,
    },
    Double {
        at: usize,
        length: usize,
        times: usize,
    },
    Put {
        at: usize,
        word: usize,
    },
    Set {
        at: usize,
        byte: u8,
    },
}

impl Edit {
    fn any() -> impl Strategy<Value = Self> {
        let (at, length) = (any::<usize>(), 1..40_usize);
        prop_oneof![
            (at, length.clone()).prop_map(|(at, length)| Self::Cut { at, length }),
            (at, length, 1..200_usize).prop_map(|(at, length, times)| Self::Double {
                at,
                length,
                times
            }),
            (at, 0..WORDS.len()).prop_map(|(at, word)| Self::Put { at, word }),
            (at, any::<u8>()).prop_map(|(at, byte)| Self::Set { at, byte }),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        let within = |at: usize| at % (bytes.len() + 1);
        match *self {
            Self::Cut { at, length } => {
                let at = within(at);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Self::Double { at, length, times } => {
                let at = within(at);
                let part = bytes[at..(at + length).min(bytes.len())].repeat(times);
                bytes.splice(at..at, part);
            }
            Self::Put { at, word } => {
                let at = within(at);
                bytes.splice(at..at, WORDS[word].bytes());
            }
            Self::Set { at, byte } => {
                let at = within(at);
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    assert!(files.len() >= 10, "only {} seeds", files.len());
    files
        .iter()
        .map(|file| fs::read(file).expect("a seed"))
        .collect()
}

fn holds(name: &str, target: fn(&[u8]), cases: u32) {
    let seeds = corpus(name);
    seeds.iter().for_each(|seed| target(seed));
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let edits = (0..seeds.len(), prop::collection::vec(Edit::any(), 1..8));
    let outcome = TestRunner::new(config).run(&edits, |(seed, edits)| {
        let mut bytes = seeds[seed].clone();
        edits.iter().for_each(|edit| edit.apply(&mut bytes));
        target(&bytes);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{name}: {failure}");
    }
}

#[test]
fn no_document_breaks_the_gate() {
    holds("gate", targets::gate, 1_500);
}

#[test]
fn no_line_breaks_an_import() {
    holds("import", targets::import, 1_500);
}
