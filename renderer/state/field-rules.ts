/** What the import form says of single fields, and what a request says of them. */
import type { FieldRule, FieldType } from '../../preload/contract.ts';

export interface FieldSetting {
  readonly isLeftOut: boolean;
  /** As it was typed; empty: the name it has. */
  readonly name: string;
  /** `null`: values stay what they are. */
  readonly type: FieldType | null;
}

/** By the name in the file. */
export type FieldSettings = Readonly<Record<string, FieldSetting>>;

export const untouched: FieldSetting = { isLeftOut: false, name: '', type: null };

/** The settings as rules; none for fields that stay as they are. */
export function rulesOf(settings: FieldSettings): FieldRule[] {
  return Object.entries(settings).flatMap(([from, setting]) => ruleOf(from, setting));
}

function ruleOf(from: string, { isLeftOut, name, type }: FieldSetting): FieldRule[] {
  if (isLeftOut) return [{ from, to: null }];
  const to = name.trim();
  const renamed = to === '' || to === from ? {} : { to };
  const converted = type === null ? {} : { type };
  return 'to' in renamed || type !== null ? [{ from, ...renamed, ...converted }] : [];
}
