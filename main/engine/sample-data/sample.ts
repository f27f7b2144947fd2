/**
 * Deterministic, realistic conversations for the demo, the benchmarks and the tests: the same seed gives the same
 * bytes on every machine. Records are built as JSON text, because some of what real files hold (`1.0`, integers past
 * 2^53, `\u` escapes where none are needed) cannot come out of JSON.stringify.
 */
import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { Random } from './random.ts';
import { type Pools, makePools } from './sample-text.ts';

export const sampleFormats = ['json', 'jsonl', 'csv'] as const;
export type SampleFormat = (typeof sampleFormats)[number];

export interface SampleRequest {
  readonly path: string;
  /** Bytes the file should have; it comes out within some percent of this, never with half a record. */
  readonly bytes: number;
  readonly format: SampleFormat;
  readonly seed?: number;
  /** Every variant other than 0 has another `summary` in every record, and is the same elsewhere. */
  readonly variant?: number;
}

export interface SampleFacts {
  readonly records: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Bytes of an average record, measured over 50,000 of them; how a wanted size becomes a number of records. */
const averageBytes: Readonly<Record<SampleFormat, number>> = { json: 8760, jsonl: 8760, csv: 375 };

const chunkCharacters = 1 << 20;
const firstDay = Date.UTC(2023, 0, 1);
const days = 900;
const models = ['claude-3-opus', 'claude-sonnet-4', 'claude-haiku-3.5', 'gpt-4o', 'unknown'] as const;
const tags = ['"work"', '"home"', '"bug"', '"idea 💡"', '"to do"', '""', '"ünïcode"', '"v1.0"'] as const;

export const sampleCsvHeader = 'id,title,created_at,message_count,cost_usd,model,project_name,summary';

/** Writes the sample beside its place and moves it there when it is whole. Memory stays constant. */
export async function writeSample(request: SampleRequest): Promise<SampleFacts> {
  const { path, bytes, format } = request;
  const seed = request.seed ?? 1;
  const records = Math.max(1, Math.round(bytes / averageBytes[format]));
  const hash = createHash('sha256');
  const partial = `${path}.part`;
  const file = await open(partial, 'w');
  let written = 0;
  try {
    for (const text of chunksOf(pieces(format, seed, records, request.variant ?? 0))) {
      const chunk = Buffer.from(text);
      hash.update(chunk);
      await file.writeFile(chunk);
      written += chunk.length;
    }
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
  return { records, bytes: written, sha256: hash.digest('hex') };
}

/** The first `count` conversations of the sample as objects (numbers as JavaScript reads them). */
export function* conversations(seed: number, count: number, variant = 0): Generator<Record<string, unknown>> {
  const pools = makePools();
  for (let index = 0; index < count; index++) {
    // The builder below writes JSON objects and nothing else.
    yield JSON.parse(conversationText(pools, seed, index, variant)) as Record<string, unknown>;
  }
}

function* chunksOf(texts: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    parts.push(text);
    length += text.length;
    if (length < chunkCharacters) continue;
    yield parts.join('');
    parts = [];
    length = 0;
  }
  yield parts.join('');
}

function* pieces(format: SampleFormat, seed: number, records: number, variant: number): Generator<string> {
  const pools = makePools();
  if (format === 'csv') yield `${sampleCsvHeader}\n`;
  if (format === 'json') yield envelopeHead(seed, records);
  for (let index = 0; index < records; index++) {
    if (format === 'csv') yield csvRow(pools, seed, index, variant);
    else if (format === 'jsonl') yield `${conversationText(pools, seed, index, variant)}\n`;
    else yield `${index === 0 ? '' : ',\n'}${conversationText(pools, seed, index, variant)}`;
  }
  if (format === 'json') yield ']}\n';
}

/** What the head of the envelope sums up; drawn first, so that it is known without building the record. */
interface Facts {
  readonly random: Random;
  readonly id: string;
  readonly messages: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** JSON number text; undefined where the cost is not known. */
  readonly cost: string | undefined;
}

function factsOf(seed: number, index: number): Facts {
  const random = Random.at(seed, index);
  const id = random.uuid();
  const created = firstDay + random.below(days * 86_400) * 1000 + random.below(1000);
  return { random, id, created, messages: messageCount(random), cost: costText(random) };
}

/** Mostly short talks; one in 300 goes on for 200 to 400 messages (about 200 KB). */
function messageCount(random: Random): number {
  const kind = random.below(1000);
  if (kind < 3) return 200 + random.below(200);
  if (kind < 70) return 30 + random.below(40);
  if (kind < 85) return 0;
  return 2 + random.below(11);
}

function costText(random: Random): string | undefined {
  const kind = random.below(100);
  if (kind < 4) return undefined;
  if (kind < 8) return '0.0';
  if (kind < 12) return '1.0';
  if (kind < 14) return `${random.below(9)}`;
  if (kind < 16) return '1.5e-7';
  // Sums of tenths: 0.30000000000000004 and its family.
  return String(random.below(40) / 10 + (1 + random.below(99)) / 1000);
}

function envelopeHead(seed: number, records: number): string {
  let messages = 0;
  let cost = 0;
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (let index = 0; index < records; index++) {
    const facts = factsOf(seed, index);
    messages += facts.messages;
    cost += Number(facts.cost ?? 0);
    start = Math.min(start, facts.created);
    end = Math.max(end, facts.created);
  }
  const metadata = {
    total_conversations: records,
    total_messages: messages,
    total_cost_usd: cost,
    date_range: { start: isoText(start), end: isoText(end) },
  };
  return `{"version":"1.0.0","export_date":"${isoText(firstDay + days * 86_400_000)}","metadata":${JSON.stringify(metadata)},"conversations":[\n`;
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}

function conversationText(pools: Pools, seed: number, index: number, variant: number): string {
  const facts = factsOf(seed, index);
  const { random, id, created, messages, cost } = facts;
  const { title, summary, project, model } = describe(pools, random);
  let text = `{"id":"${id}","title":"${title.json}"`;
  text += `,"summary":${variant === 0 ? (summary === undefined ? 'null' : `"${summary.json}"`) : `"Revision ${variant} of this summary."`}`;
  text += `,"project_id":"${hexId(random)}","project_name":"${project.json}"`;
  text += `,"created_at":"${isoText(created)}","updated_at":"${isoText(created + messages * 61_000)}","model":"${model}"`;
  if (cost !== undefined) text += `,"cost_usd":${cost}`;
  text += `,"message_count":${messages},"tags":[${tagList(random)}],"metadata":${metadataText(random)}`;
  if (random.chance(10))
    text += `,"starred":${random.chance(50)},"x_client":{"os":"linux","version":"2.${random.below(9)}.0"}`;
  text += ',"messages":[';
  for (let number = 0; number < messages; number++) {
    if (number > 0) text += ',';
    text += messageText(pools, random, created + number * 61_000, number);
  }
  return `${text}]}`;
}

function describe(pools: Pools, random: Random) {
  return {
    title: random.pick(pools.titles),
    summary: random.chance(15) ? undefined : random.pick(pools.paragraphs),
    project: random.pick(pools.projects),
    model: random.pick(models),
  };
}

function hexId(random: Random): string {
  return random.uuid().replaceAll('-', '').slice(0, 24);
}

function tagList(random: Random): string {
  return Array.from({ length: random.below(4) }, () => random.pick(tags)).join(',');
}

function metadataText(random: Random): string {
  const branch = random.chance(20) ? 'null' : `"feature/${random.below(500)}"`;
  return `{"cwd":"/home/me/src","git":{"branch":${branch},"dirty":${random.chance(30)},"ahead":[${random.below(9)},-${1 + random.below(9)}]},"score":${random.below(1000) / 10},"ratio":${random.chance(30) ? '1.0' : '0.1'},"note":""}`;
}

function messageText(pools: Pools, random: Random, time: number, number: number): string {
  const head = `{"id":"${random.uuid()}","type":`;
  const kind = random.below(100);
  const when = `,"timestamp":"${isoText(time)}"`;
  if (kind < 5) {
    return `${head}"tool_use","content":""${when},"name":"Bash","input":${random.pick(pools.toolInputs)},"tokens":${random.below(400)}}`;
  }
  if (kind < 10) {
    return `${head}"tool_result","content":"${contentText(pools, random)}"${when},"is_error":${random.chance(10)},"output":{"stdout":"${random.pick(pools.paragraphs).json}","stderr":null,"code":${random.below(3)}}}`;
  }
  const type = kind < 12 ? 'system' : number % 2 === 0 ? 'user' : 'assistant';
  const cost = type === 'assistant' ? `,"cost_usd":${random.below(900) / 10_000}` : ',"cost_usd":null';
  return `${head}"${type}","content":"${contentText(pools, random)}"${when},"tokens":${tokenText(random)}${cost}}`;
}

/** The inside of a JSON string: some paragraphs, now and then none, now and then very many. */
function contentText(pools: Pools, random: Random): string {
  if (random.chance(1)) return '';
  let text = random.pick(pools.paragraphs).json;
  const more = random.below(1000) === 0 ? 60 : random.below(4);
  for (let count = 0; count < more; count++) text += `\\n\\n${random.pick(pools.paragraphs).json}`;
  return text;
}

/** Mostly small; one in 200 needs 64 bits, some of those more than a double can hold exactly. */
function tokenText(random: Random): string {
  const kind = random.below(400);
  if (kind === 0) return `${5_000_000_000 + random.below(1_000_000)}`;
  if (kind === 1) return `900719925474${1000 + random.below(8999)}`;
  return `${random.below(4000)}`;
}

function csvRow(pools: Pools, seed: number, index: number, variant: number): string {
  const { random, id, created, messages, cost } = factsOf(seed, index);
  const { title, summary, project, model } = describe(pools, random);
  const words = variant === 0 ? (summary?.csv ?? '') : `Revision ${variant} of this summary.`;
  return `${id},${title.csv},${isoText(created)},${messages},${cost ?? ''},${model},${project.csv},${words}\n`;
}
