/** The job a screen shows, kept over a reload of the page; the journal keeps everything else. */
export function rememberedJob(screen: 'import' | 'export') {
  const key = `sluice.job.${screen}`;
  return {
    read: (): string | undefined => sessionStorage.getItem(key) ?? undefined,
    write(jobId: string | undefined): void {
      if (jobId === undefined) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, jobId);
    },
  };
}
