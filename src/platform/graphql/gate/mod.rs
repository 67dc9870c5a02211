//! The gate: parses, validates and weighs each document that clients send before anything runs it,
//! and translates it once into the executor's own tree. Documents are remembered by their text.

mod cache;
mod failure;
mod limits;
mod one_of;
mod scan;
#[cfg(test)]
mod tests;
mod translate;
mod weigh;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use apollo_compiler::{
    Schema,
    ast::OperationType as Kind,
    executable::{Operation, SelectionSet},
    parser::{Parser, SourceMap},
    request,
    response::JsonMap,
    validation::Valid,
};
use async_graphql::{
    Request, Variables,
    parser::types::{ExecutableDocument, OperationType},
};

use self::{
    cache::Cache,
    failure::{Errors, bad_value, diagnostics, refused, too_many},
    one_of::OneOf,
    translate::{Translator, drop_omitted},
};
pub use self::{failure::coded, limits::Limits};
use crate::platform::error::Code;

/// Stands between clients and the schema.
pub struct Gate {
    schema: Valid<Schema>,
    limits: Limits,
    plans: Mutex<Cache<Arc<Plan>>>,
}

/// What is remembered of a document.
struct Plan {
    /// Without its selections: only the variables are needed again.
    operation: Operation,
    sources: SourceMap,
    document: ExecutableDocument,
    cost: usize,
}

/// A request that has passed the gate. Only this can be run, and what runs is the document that
/// passed, whatever is done to the request meanwhile.
pub struct Admitted {
    request: Request,
    document: ExecutableDocument,
    variables: Variables,
    kind: OperationType,
    cost: usize,
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
            schema,
            limits,
            plans,
        })
    }

    /// The bounds this gate holds requests to.
    pub fn limits(&self) -> &Limits {
        &self.limits
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
                "The document has no operation of that name.",
                None,
            ));
        }
        let variables = self.coerce(&plan, std::mem::take(&mut request.variables))?;
        let mut document = plan.document.clone();
        if variables.len() < plan.operation.variables.len() {
            drop_omitted(&mut document, &variables);
        }
        Ok(Admitted {
            request,
            document,
            variables,
            kind: operation_type(&plan.operation),
            cost: plan.cost,
        })
    }

    /// Checks a document, whatever its variables will be.
    pub fn check(&self, text: &str) -> Result<(), Errors> {
        self.plan(text).map(drop)
    }

    fn plan(&self, text: &str) -> Result<Arc<Plan>, Errors> {
        if let Some(known) = self.plans().get(text) {
            return Ok(known);
        }
        let plan = Arc::new(self.make_plan(text)?);
        if text.len() <= self.limits.cached_document_bytes {
            self.plans().insert(text, plan.clone());
        }
        Ok(plan)
    }

    fn plans(&self) -> MutexGuard<'_, Cache<Arc<Plan>>> {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_plan(&self, text: &str) -> Result<Plan, Errors> {
        scan::scan(text, &self.limits)?;
        let most = self.limits.errors;
        let parsed = Parser::new()
            .parse_ast(text, "request")
            .map_err(|failure| diagnostics(&failure.errors, Code::GraphqlParseFailed, most))?;
        let document = parsed
            .to_executable_validate(&self.schema)
            .map_err(|failure| diagnostics(&failure.errors, Code::GraphqlValidationFailed, most))?;
        let mut operations = document.operations.iter();
        let operation = match (operations.next(), operations.next()) {
            (Some(only), None) => only,
            (Some(_), Some(_)) => return Err(too_many("operations", 1, None)),
            (None, _) => {
                return Err(refused(
                    Code::GraphqlValidationFailed,
                    "The document has no operation.",
                    None,
                ));
            }
        };
        let one_of = OneOf {
            schema: &self.schema,
            operation,
            sources: &document.sources,
        };
        one_of.check_document(&document)?;
        let cost = weigh::weigh(&document, operation, &self.limits, self.schema.types.len())?;
        Ok(Plan {
            document: Translator(&document).document(operation)?,
            operation: Operation {
                selection_set: SelectionSet::new(operation.object_type().clone()),
                ..Operation::clone(operation)
            },
            sources: document.sources.clone(),
            cost,
        })
    }

    /// CoerceVariableValues() of the specification. Defaults are filled in here, because the
    /// executor's own @skip and @include look only at values that were sent.
    fn coerce(&self, plan: &Plan, sent: Variables) -> Result<Variables, Errors> {
        if plan.operation.variables.is_empty() {
            return Ok(Variables::default());
        }
        let unreadable = || refused(Code::BadInput, "The variables cannot be read.", None);
        let sent: JsonMap =
            async_graphql::from_value(sent.into_value()).map_err(|_| unreadable())?;
        let values = request::coerce_variable_values(&self.schema, &plan.operation, &sent)
            .map_err(|failure| bad_value(&failure, &plan.sources))?;
        let one_of = OneOf {
            schema: &self.schema,
            operation: &plan.operation,
            sources: &plan.sources,
        };
        one_of.check_variables(&values)?;
        let values = async_graphql::to_value(values.into_inner()).map_err(|_| unreadable())?;
        Ok(Variables::from_value(values))
    }
}

impl Admitted {
    /// What the operation is.
    pub fn kind(&self) -> OperationType {
        self.kind
    }

    /// The fields it may run, as [`Limits::cost`] counts them.
    pub fn cost(&self) -> usize {
        self.cost
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

    pub(super) fn into_request(self) -> Request {
        let mut request = self.request;
        request.variables = self.variables;
        request.operation_name = None;
        request.set_parsed_query(self.document);
        request
    }
}

fn operation_type(operation: &Operation) -> OperationType {
    match operation.operation_type {
        Kind::Query => OperationType::Query,
        Kind::Mutation => OperationType::Mutation,
        Kind::Subscription => OperationType::Subscription,
    }
}
