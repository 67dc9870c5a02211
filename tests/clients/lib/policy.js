// What docs/schema-policy.md asks of a schema, as functions.
import { findBreakingChanges, findDangerousChanges, isScalarType, isSpecifiedScalarType, parse, visit } from 'graphql';

/** The `Type.field`s that a change is about; where it is about none, its types and values. */
function subjects({ description }) {
  const names = description.match(/\b[A-Z]\w*(?:\.\w+)?/g);
  const fields = names.filter((name) => name.includes('.'));
  return fields.length ? fields : names;
}

/** Names under the heading "Breaking" of a changelog, before the next heading. */
export function announced(changelog) {
  const sections = [...changelog.matchAll(/^#+ Breaking\s*$([\s\S]*?)(?=^#|$(?![\s\S]))/gm)];
  return new Set(sections.flatMap(([, text]) => [...text.matchAll(/`(\w+(?:\.\w+)?)/g)].map(([, name]) => name)));
}

/** What breaks clients and is not announced, and what may surprise them. */
export function changes(before, after, changelog) {
  const known = announced(changelog);
  return {
    unannounced: findBreakingChanges(before, after).filter((change) => !subjects(change).some((name) => known.has(name))).map(({ description }) => description),
    dangerous: findDangerousChanges(before, after).map(({ description }) => description),
  };
}

/** Deprecations whose reason does not name a successor and the day of removal. */
export function vagueDeprecations(sdl) {
  const vague = [];
  visit(parse(sdl), {
    Directive(node) {
      if (node.name.value !== 'deprecated') return;
      const reason = node.arguments.find(({ name }) => name.value === 'reason')?.value.value ?? '';
      if (!/^Use `[\w.]+`.*\b\d{4}-\d{2}-\d{2}\b/.test(reason)) vague.push(reason || 'no reason');
    },
  });
  return vague;
}

/** Scalars of our own that do not say where they are specified. */
export const unspecifiedScalars = (schema) =>
  Object.values(schema.getTypeMap())
    .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type) && !type.specifiedByURL)
    .map(({ name }) => name);
