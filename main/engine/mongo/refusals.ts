/** Why the server did not take a document, in words that name the rule or the index and the value. */
import { EJSON } from 'bson';
import type { Document } from 'mongodb';

/** A document that the server did not take. */
export interface WriteRefusal {
  /** Index in what was sent. */
  readonly index: number;
  readonly code: number;
  readonly message: string;
  /** The fields of the unique index in which another document has the same values; `_id` alone for the id. */
  readonly duplicateOf?: readonly string[];
}

const duplicateKey = 11000;
/** The server's code for a document that the rules of its collection do not allow. */
export const validationFailure = 121;
/** Characters of a value that a message shows. */
const shownLength = 120;
/** Rules that a message names; a document may break many. */
const shownRules = 5;

/** An element of the server's `writeErrors`. */
export function toRefusal(error: Document): WriteRefusal {
  const pattern: unknown = error.keyPattern;
  const duplicateOf = error.code === duplicateKey && isObject(pattern) ? Object.keys(pattern) : undefined;
  return {
    index: Number(error.index),
    code: Number(error.code),
    message: wordsOf(error),
    ...(duplicateOf ? { duplicateOf } : {}),
  };
}

function wordsOf(error: Document): string {
  const said = String(error.errmsg);
  if (error.code === duplicateKey) return duplicateWords(error, said);
  if (error.code === validationFailure) return validationWords(error.errInfo, said);
  return said;
}

function duplicateWords({ keyValue }: Document, said: string): string {
  const index = /index: (\S+)/.exec(said)?.[1];
  if (index === undefined || !isObject(keyValue)) return said;
  return `duplicate key: the unique index ${index} has ${shown(keyValue)} already`;
}

/**
 * What MongoDB tells since 5.0: a tree of operators, with what was not satisfied at its leaves.
 * https://www.mongodb.com/docs/manual/core/schema-validation/handle-invalid-documents/
 */
function validationWords(info: unknown, said: string): string {
  const rules = isObject(info) ? [...brokenRules(info.details, '')] : [];
  if (rules.length === 0) return said;
  const more = rules.length > shownRules ? `; and ${rules.length - shownRules} more` : '';
  return `the collection's validation refuses it: ${rules.slice(0, shownRules).join('; ')}${more}`;
}

/** @param path the field that `details` speak of; empty for the document itself */
function* brokenRules(details: unknown, path: string): Generator<string> {
  if (!isObject(details)) return;
  const branches = [...branchesOf(details, path)];
  if (branches.length === 0) yield rule(details, path);
  else for (const branch of branches) yield* brokenRules(branch.details, branch.path);
}

/** The lists of a node that lead on to others, by the names that the server gives them. */
function* branchesOf(details: Document, path: string): Generator<{ details: unknown; path: string }> {
  // The rule of an array's items says which item is the first that does not fit.
  const inside = typeof details.itemIndex === 'number' ? joined(path, String(details.itemIndex)) : path;
  for (const name of ['schemaRulesNotSatisfied', 'clausesNotSatisfied', 'clausesSatisfied', 'details']) {
    for (const node of listOf(details[name]))
      yield { details: isClause(node) ? node.details : node, path: inside };
  }
  for (const node of listOf(details.propertiesNotSatisfied)) {
    const inner = joined(path, String(node.propertyName));
    for (const one of listOf(node.details)) yield { details: one, path: inner };
  }
}

const isClause = (node: Document): boolean => isObject(node.details) && node.operatorName === undefined;

function rule(details: Document, path: string): string {
  const field = path === '' ? 'the document' : path;
  const missing: unknown = details.missingProperties;
  if (Array.isArray(missing)) return `${field} lacks ${missing.map(String).join(', ')}`;
  const extra: unknown = details.additionalProperties;
  if (Array.isArray(extra)) return `${field} may not have ${extra.map(String).join(', ')}`;
  const wanted = isObject(details.specifiedAs) ? ` ${shown(details.specifiedAs)}` : '';
  const reason = typeof details.reason === 'string' ? `, ${details.reason}` : '';
  const value = 'consideredValue' in details ? `, it is ${shown(details.consideredValue)}` : '';
  return `${field} does not satisfy${wanted || ` ${String(details.operatorName)}`}${reason}${value}`;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function listOf(value: unknown): Document[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as Extended JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = EJSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}
