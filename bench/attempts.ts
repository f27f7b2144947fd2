/** One task that fails must not take the others with it, nor be forgotten. */
export type Attempt = (what: string, work: () => Promise<void>) => Promise<void>;

export function attempts(say: (text: string) => void): {
  readonly attempt: Attempt;
  readonly failures: string[];
} {
  const failures: string[] = [];
  const attempt: Attempt = async (what, work) => {
    try {
      await work();
    } catch (error) {
      const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      failures.push(text);
      say(text);
    }
  };
  return { attempt, failures };
}
