//! The gate: parses, validates and weighs each document that clients send before anything runs it,
//! and translates it once into the executor's own tree. Documents are remembered by their text.

mod cache;
mod collect;
mod failure;
mod inputs;
mod limits;
mod nulls;
mod paths;
mod scan;
mod suggestions;
#[cfg(test)]
mod tests;
mod translate;
mod variables;
mod weigh;

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use apollo_compiler::{
    ExecutableDocument as Checked, Schema,
    ast::OperationType as Kind,
    executable::{Operation, SelectionSet},
    parser::{Parser, SourceMap},
    validation::Valid,
};
use async_graphql::{
    Request, Response, Value, Variables,
    parser::types::{ExecutableDocument, OperationType},
};

use metrics::{counter, gauge};

pub(super) use self::nulls::Fails;
use self::{
    cache::Cache,
    collect::{Collector, Possible},
    failure::{Errors, diagnostics, refused, too_many},
    inputs::Inputs,
    paths::{Lists, Paths},
    translate::{Translator, drop_omitted},
    weigh::{Weight, weigh},
};
pub use self::{
    failure::{at_most, coded},
    limits::Limits,
};
use crate::platform::{
    error::Code,
    metering::{DOCUMENT_BYTES, DOCUMENTS},
};

/// Stands between clients and the schema.
pub struct Gate {
    schema: Valid<Schema>,
    possible: Possible,
    limits: Limits,
    plans: Mutex<Cache<Arc<Plan>>>,
    found: AtomicU64,
    parsed: AtomicU64,
}

/// How often documents came, and what is kept of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents that were found in the cache: neither parsed nor validated again.
    pub found: u64,
    /// Documents that had to be parsed.
    pub parsed: u64,
    /// How much of [`Limits::cached_bytes`] is taken.
    pub cached_bytes: usize,
}

/// The name under `extensions` of a request that asks for its cost, and of the answer.
const COST: &str = "cost";

/// Bytes of text that a selection is worth in the cache: a short text can stand for many selections.
const BYTES_PER_SELECTION: usize = 20;

/// Selections that may be written out for each that was sent: fragments on unions stand for several types.
const WRITTEN_PER_SELECTION: usize = 4;

/// What is remembered of a document.
struct Plan {
    /// Without its selections: only the variables are needed again.
    operation: Operation,
    sources: SourceMap,
    /// What runs, as far as no variable leaves a part of it out.
    document: ExecutableDocument,
    /// Where variables do so, by @skip and @include: it is translated for each request.
    conditional: bool,
    /// Whether a variable that can be null stands where nothing may be: where it is, it is translated for that request.
    nullable: bool,
    /// What is looked at again for each request, if anything is.
    checked: Option<Box<Valid<Checked>>>,
    lists: Lists,
    /// The least it costs, where variables say how long lists are.
    weight: Weight,
}

/// A request that has passed the gate. Only this can be run, and what runs is the document that
/// passed, whatever is done to the request meanwhile.
pub struct Admitted {
    request: Request,
    document: ExecutableDocument,
    variables: Variables,
    plan: Arc<Plan>,
    cost: usize,
    /// To be told with the answer, where the client asked for it.
    tells: Option<Value>,
}

/// What remains to be done with the answers to a request.
pub(super) struct Afterwards {
    plan: Arc<Plan>,
    tells: Option<Value>,
}

impl Gate {
    /// `sdl` is the schema as the executor prints it.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, String> {
        // The validator does not know this field of the introspection; the SDL declares @oneOf itself.
        let sdl = format!("{sdl}\nextend type __Type {{ isOneOf: Boolean }}");
        let schema = Schema::parse_and_validate(sdl, "schema.graphql")
            .map_err(|failure| failure.errors.to_string())?;
        let plans = Mutex::new(Cache::new(limits.cached_bytes));
        Ok(Self {
            possible: Possible::of(&schema),
            schema,
            limits,
            plans,
            found: AtomicU64::default(),
            parsed: AtomicU64::default(),
        })
    }

    /// The bounds this gate holds requests to.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What went through so far.
    pub fn counts(&self) -> Counts {
        Counts {
            found: self.found.load(Ordering::Relaxed),
            parsed: self.parsed.load(Ordering::Relaxed),
            cached_bytes: self.plans().bytes(),
        }
    }

    /// Checks a request and readies it to run. The errors are request errors: nothing ran.
    pub fn admit(&self, mut request: Request) -> Result<Admitted, Errors> {
        let plan = self.plan(&request.query)?;
        let named = request
            .operation_name
            .as_deref()
            .filter(|name| !name.is_empty());
        if named.is_some_and(|name| plan.operation.name.as_ref().is_none_or(|its| its != name)) {
            return Err(refused(
                Code::BadInput,
                "The document has no operation of the name in operationName; send its own, or none.",
                None,
            ));
        }
        let inputs = self.inputs(&plan.operation, &plan.sources);
        let variables = inputs.variables(std::mem::take(&mut request.variables))?;
        let cost = match &plan.checked {
            Some(checked) if plan.weight.sized => self.weigh(checked, Some(&variables))?.cost,
            _ => plan.weight.cost,
        };
        let mut document = match &plan.checked {
            Some(checked) if plan.depends_on(&variables) => {
                let collect =
                    Collector::new(&self.schema, &self.possible, checked, Some(&variables));
                self.translator(collect).document(only(checked)?)?
            }
            _ => plan.document.clone(),
        };
        if variables.len() < plan.operation.variables.len() {
            drop_omitted(&mut document, &variables);
        }
        let asked = request.extensions.remove(COST);
        let asks = asked.is_some_and(|asked| !matches!(asked, Value::Null | Value::Boolean(false)));
        Ok(Admitted {
            tells: asks.then(|| failure::cost(cost, self.limits.cost)),
            request,
            document,
            variables,
            cost,
            plan,
        })
    }

    /// Checks a document, whatever its variables will be.
    pub fn check(&self, text: &str) -> Result<(), Errors> {
        self.plan(text).map(drop)
    }

    /// What the operation of a document is, if it passes.
    pub fn kind(&self, text: &str) -> Option<OperationType> {
        let known = self.plans().get(text);
        let plan = known.or_else(|| self.plan(text).ok());
        plan.map(|plan| operation_type(&plan.operation))
    }

    fn plan(&self, text: &str) -> Result<Arc<Plan>, Errors> {
        if let Some(known) = self.plans().get(text) {
            counter!(DOCUMENTS, "outcome" => "remembered").increment(1);
            self.found.fetch_add(1, Ordering::Relaxed);
            return Ok(known);
        }
        counter!(DOCUMENTS, "outcome" => "new").increment(1);
        let (plan, written) = self.make_plan(text)?;
        let plan = Arc::new(plan);
        if text.len() <= self.limits.cached_document_bytes {
            let bytes = text.len().max(written * BYTES_PER_SELECTION);
            let mut plans = self.plans();
            plans.insert(text, plan.clone(), bytes);
            gauge!(DOCUMENT_BYTES).set(plans.bytes() as f64);
        }
        Ok(plan)
    }

    fn plans(&self) -> MutexGuard<'_, Cache<Arc<Plan>>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn translator<'a>(&self, collect: Collector<'a>) -> Translator<'a> {
        let most = self.limits.selections.saturating_mul(WRITTEN_PER_SELECTION);
        Translator::new(collect, most)
    }

    /// The schema that suggestions may come from: whoever may not ask for it is not told of it in pieces.
    fn told_of(&self) -> Option<&Schema> {
        let limits = &self.limits;
        (limits.suggestions && limits.introspection).then_some(&*self.schema)
    }

    /// The plan, and how many selections it holds.
    fn make_plan(&self, text: &str) -> Result<(Plan, usize), Errors> {
        scan::scan(text, &self.limits)?;
        self.parsed.fetch_add(1, Ordering::Relaxed);
        let most = self.limits.errors;
        let parsed = Parser::new()
            .parse_ast(text, "request")
            .map_err(|failure| {
                diagnostics(&failure.errors, Code::GraphqlParseFailed, most, text, None)
            })?;
        let document = parsed
            .to_executable_validate(&self.schema)
            .map_err(|failure| {
                let code = Code::GraphqlValidationFailed;
                diagnostics(&failure.errors, code, most, text, self.told_of())
            })?;
        let operation = only(&document)?;
        let inputs = self.inputs(operation, &document.sources);
        inputs.check_document(&document)?;
        let nullable = inputs.nullable.get();
        let weight = self.weigh(&document, None)?;
        let collect = Collector::new(&self.schema, &self.possible, &document, None);
        let translator = self.translator(collect);
        let translated = translator.document(operation)?;
        let conditional = translator.collect.conditional.get();
        let (written, lists) = (translator.collect.written(), translator.lists());
        let operation = Operation {
            selection_set: SelectionSet::new(operation.object_type().clone()),
            ..Operation::clone(operation)
        };
        let plan = Plan {
            operation,
            sources: document.sources.clone(),
            weight,
            document: translated,
            lists,
            conditional,
            nullable,
            checked: (conditional || nullable || weight.sized).then(|| Box::new(document)),
        };
        Ok((plan, written))
    }

    fn weigh(&self, document: &Checked, variables: Option<&Variables>) -> Result<Weight, Errors> {
        let types = self.schema.types.len();
        weigh(document, only(document)?, &self.limits, types, variables)
    }

    fn inputs<'a>(&'a self, operation: &'a Operation, sources: &'a SourceMap) -> Inputs<'a> {
        let limits = &self.limits;
        Inputs {
            schema: &self.schema,
            operation,
            sources,
            most: match operation.is_mutation() {
                true => limits.mutation_list_members,
                false => limits.list_members,
            },
            nullable: Cell::default(),
        }
    }
}

impl Plan {
    /// Whether what runs is another document with these variables.
    fn depends_on(&self, variables: &Variables) -> bool {
        let null = || variables.values().any(|value| *value == Value::Null);
        self.conditional || self.nullable && null()
    }
}

impl Admitted {
    /// What the operation is.
    pub fn kind(&self) -> OperationType {
        operation_type(&self.plan.operation)
    }

    /// The fields it may run, as [`Limits::cost`] counts them.
    pub fn cost(&self) -> usize {
        self.cost
    }

    /// Whether it asks for nothing but the schema.
    pub fn describes(&self) -> bool {
        self.plan.weight.describes
    }

    /// The request as it was sent, without its variables.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Lets `prepare` add to the request what resolvers need, such as who asks.
    pub async fn prepare<E>(
        self,
        prepare: impl AsyncFnOnce(Request) -> Result<Request, E>,
    ) -> Result<Self, E> {
        let request = prepare(self.request).await?;
        Ok(Self { request, ..self })
    }

    pub(super) fn afterwards(&self) -> Afterwards {
        Afterwards {
            plan: self.plan.clone(),
            tells: self.tells.clone(),
        }
    }

    pub(super) fn into_request(self) -> Request {
        let mut request = self.request;
        request.variables = self.variables;
        request.operation_name = None;
        request.set_parsed_query(self.document);
        request
    }
}

impl Afterwards {
    /// Makes the paths of its errors whole, and adds the cost where it was asked for.
    pub(super) fn finish(&self, mut response: Response) -> Response {
        let paths = Paths {
            document: &self.plan.document,
            lists: &self.plan.lists,
        };
        let errors = response.errors.iter_mut();
        errors.for_each(|error| paths.complete(error));
        let cost = self.tells.clone().map(|cost| (COST.to_owned(), cost));
        response.extensions.extend(cost);
        response
    }
}

fn only(document: &Checked) -> Result<&Operation, Errors> {
    let mut operations = document.operations.iter();
    match (operations.next(), operations.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(too_many("operations", 1, None)),
        (None, _) => Err(no_operation()),
    }
}

fn no_operation() -> Errors {
    let message = "The document holds no operation; add a query, mutation or subscription.";
    refused(Code::GraphqlValidationFailed, message, None)
}

fn operation_type(operation: &Operation) -> OperationType {
    match operation.operation_type {
        Kind::Query => OperationType::Query,
        Kind::Mutation => OperationType::Mutation,
        Kind::Subscription => OperationType::Subscription,
    }
}
