/** A document or embedded document as js-bson gives it. */
export type Plain = Record<string, unknown>;

/** An object of fields, and not one that stands for a single BSON value. */
export function isPlain(value: unknown): value is Plain {
  return (
    typeof value === 'object' &&
    value !== null &&
    !('_bsontype' in value) &&
    !Array.isArray(value) &&
    !(value instanceof Date)
  );
}
