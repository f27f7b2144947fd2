import type * as z from 'zod';
import { SluiceError } from './errors.ts';

/** The value as its schema gives it back, defaults filled in. Throws `request-invalid` that names each wrong field. */
export function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
  throw new SluiceError('request-invalid', { reason });
}
