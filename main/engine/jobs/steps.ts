/** The moments of a job that matter for crash safety. Whoever makes an engine may listen to them; the engine itself does not. */
export const stepNames = [
  'before-create',
  'after-target',
  'before-intend',
  'after-intend',
  'before-write',
  'after-write',
  'before-acknowledge',
  'after-acknowledge',
  'before-sync',
  'after-sync',
  'after-apply',
  'before-undo-write',
  'after-undo-write',
  'after-undo-mark',
] as const;
export type StepName = (typeof stepNames)[number];

export type OnStep = (step: StepName) => void;
