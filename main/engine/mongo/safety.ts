/** How reads and writes have to be made for a job to trust them, whatever a connection string prefers. */

/** What is planned on must be what the next write meets: the primary's own state. */
export const asTheWriterSees = { readPreference: 'primary', readConcern: { level: 'local' } } as const;

/** Milliseconds that a majority may take to follow; without an end a set that lost its majority would be waited for. */
export const majorityTimeout = 30_000;
