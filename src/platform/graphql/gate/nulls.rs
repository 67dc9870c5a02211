//! Arguments that a variable leaves null where there must be something. The specification allows for that where the place or
//! the variable has a default, and lets the field fail: null there, or in its parent when it cannot be null itself. The
//! executor would always let the parent fail.

use std::borrow::Cow;

use apollo_compiler::{Schema, ast, executable::Field, schema::ExtendedType};
use async_graphql::{
    Context, ContextDirective, CustomDirective, CustomDirectiveFactory, Name, Pos, Positioned,
    ServerResult, Value, Variables, async_trait::async_trait, extensions::ResolveFut,
    parser::types::Directive, registry::Registry,
};

use super::{failure::unfit_value, inputs::Path};

/// The directive that is put on such a field. It stands in no schema, and the gate lets none through that clients send.
const FAILS: &str = "fails";
const PLACE: &str = "place";
const TYPE: &str = "type";
const NULLABLE: &str = "nullable";

/// What to put on a field so that it fails, if it must.
pub(super) fn fails(
    schema: &Schema,
    field: &Field,
    variables: &Variables,
) -> Option<Positioned<Directive>> {
    let arguments = field.arguments.iter();
    let (place, ty) = arguments
        .filter_map(|argument| {
            let definition = field.definition.argument_by_name(&argument.name)?;
            let path = Path::Argument(&argument.name);
            null(schema, &definition.ty, &argument.value, variables, &path)
        })
        .next()?;
    let name = |name| Positioned::new(Name::new(name), Pos::default());
    let argument = |key, value: Value| (name(key), Positioned::new(value.into(), Pos::default()));
    let directive = Directive {
        name: name(FAILS),
        arguments: vec![
            argument(PLACE, place.into()),
            argument(TYPE, ty.into()),
            argument(NULLABLE, (!field.ty().is_non_null()).into()),
        ],
    };
    Some(Positioned::new(directive, Pos::default()))
}

/// The first place where nothing may be null and a variable is, and the type that is needed there.
fn null(
    schema: &Schema,
    ty: &ast::Type,
    value: &ast::Value,
    variables: &Variables,
    path: &Path<'_>,
) -> Option<(String, String)> {
    match value {
        ast::Value::Variable(name) => {
            let is_null = variables.get(name.as_str()) == Some(&Value::Null);
            (is_null && ty.is_non_null()).then(|| (path.to_string(), ty.to_string()))
        }
        ast::Value::List(items) => items.iter().enumerate().find_map(|(place, item)| {
            let path = Path::Item(path, place);
            null(schema, ty.item_type(), item, variables, &path)
        }),
        ast::Value::Object(members) => {
            let Some(ExtendedType::InputObject(definition)) =
                schema.types.get(ty.inner_named_type())
            else {
                return None;
            };
            members.iter().find_map(|(name, member)| {
                let path = Path::Member(path, name);
                null(
                    schema,
                    &definition.fields.get(name)?.ty,
                    member,
                    variables,
                    &path,
                )
            })
        }
        _ => None,
    }
}

/// What the executor knows the directive by.
pub(in super::super) struct Fails;

impl CustomDirectiveFactory for Fails {
    fn name(&self) -> Cow<'static, str> {
        FAILS.into()
    }

    fn register(&self, _: &mut Registry) {}

    fn create(
        &self,
        _: &ContextDirective<'_>,
        directive: &Directive,
    ) -> ServerResult<Box<dyn CustomDirective>> {
        let given = |name| {
            let value = directive.get_argument(name);
            let value = value.and_then(|value| value.node.clone().into_const());
            value.unwrap_or_default()
        };
        let text = |name| match given(name) {
            Value::String(text) => text,
            _ => String::new(),
        };
        Ok(Box::new(Failing {
            place: text(PLACE),
            ty: text(TYPE),
            nullable: given(NULLABLE) == Value::Boolean(true),
        }))
    }
}

struct Failing {
    place: String,
    ty: String,
    nullable: bool,
}

#[async_trait]
impl CustomDirective for Failing {
    async fn resolve_field(
        &self,
        ctx: &Context<'_>,
        _: ResolveFut<'_>,
    ) -> ServerResult<Option<Value>> {
        let wrong = format!(
            "is null by its variable; a value of type {} is needed",
            self.ty
        );
        let error = unfit_value(&self.place, &wrong, Some(ctx.item.pos));
        let error = ctx.set_error_path(error);
        if !self.nullable {
            return Err(error);
        }
        ctx.add_error(error);
        Ok(Some(Value::Null))
    }
}
