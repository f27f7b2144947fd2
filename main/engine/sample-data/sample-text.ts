/** What the people of the sample write: pools of paragraphs, titles, tags and tool inputs, made once a run. */
import { Random } from './random.ts';

/** A pool is never empty, so that picking from it always gives something. */
type Pool<T> = readonly [T, ...T[]];

export interface Phrase {
  readonly text: string;
  /** The same as the inside of a JSON string, without the quotes around it. */
  readonly json: string;
  /** The same as a CSV cell, quoted where it has to be. */
  readonly csv: string;
}

export interface Pools {
  readonly paragraphs: Pool<Phrase>;
  readonly titles: Pool<Phrase>;
  readonly projects: Pool<Phrase>;
  /** Whole JSON objects. */
  readonly toolInputs: Pool<string>;
}

const words = (
  'the a this that we you it they data index query batch cursor import export record stream buffer window button ' +
  'model answer question prompt token context memory server client driver socket request response error retry ' +
  'timeout schema field value number string array object document collection database shard replica journal ' +
  'rollback commit write read parse encode decode compress budget worker thread process signal file folder path ' +
  'should could would might must is are was were has have had runs stops grows fails works reads keeps drops ' +
  'before after because although while until where when how why often never always sometimes quickly slowly ' +
  'large small broken whole empty nested missing duplicate steady careful simple honest plain new old first last ' +
  'coffee weather garden kitchen train holiday recipe letter budget invoice contract meeting interview lesson'
).split(' ');

const specials: Pool<string> = [
  'שלום עולם, זה טקסט מימין לשמאל עם מספר 42 בתוכו.',
  'مرحبا بالعالم، هذا نص من اليمين إلى اليسار مع رقم 42.',
  '你好,世界。这是一段用来测试编码的文字,没有空格。',
  'こんにちは、世界。改行や「引用」も入っています。',
  'Ünïcödé, naïve café, Zürich, Łódź, Ελληνικά, Кириллица, ąęśćż.',
  'Emoji 🚀🎉 and families 👩‍👩‍👧‍👦, flags 🇩🇪, skin tones 👍🏽.',
  'Astral letters 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 and 𠜎𠜱𠝹, a rare clef 𝄞.',
  'A path C:\\Users\\me\\"My Files"\\notes.txt and a URL https://example.org/a/b?c=d&e=f#g.',
  'Control characters: tab\there, bell\u0007, escape \u001b[31mred\u001b[0m, separators \u2028 and \u2029.',
  'Zero-width\u200bspace, soft\u00adhyphen, no-break\u00a0space, byte order mark \ufeff inside.',
  '<script>alert("not today")</script> &amp; <b>bold</b>',
  'Not a list: ],[ {"conversations":[ and "}]}" inside a text.',
  '=SUM(A1:A9) looks like a formula; 1,5; semi;colon; pipe|pipe',
];

const snippets: Pool<string> = [
  '```ts\nexport async function* lines(chunks: AsyncIterable<Uint8Array>) {\n  for await (const chunk of chunks) yield decode(chunk);\n}\n```',
  '```python\nwith open(path, "rb") as file:\n    for item in ijson.items(file, "conversations.item"):\n        print(f"{item[\'id\']}\\t{len(item[\'messages\'])}")\n```',
  '```json\n{"name": "a \\"quoted\\" name", "list": [1, 2.50, -3e10, null, true], "deep": {"er": {"est": {}}}}\n```',
  '```sh\ngrep -rn "TODO\\|FIXME" src/ | awk -F: \'{print $1}\' | sort | uniq -c | sort -rn | head\n```',
  '```diff\n@@ -1,4 +1,4 @@\n-  const limit = 100;\r\n+  const limit = 1_000;\r\n```',
  "```sql\nSELECT \"id\", 'it''s' AS text FROM t WHERE a <> b AND c LIKE '%\\_%';\n```",
];

/** The same pools on every run. */
export function makePools(): Pools {
  const random = new Random(20_250_101);
  return {
    paragraphs: fill(3000, () => phrase(paragraph(random), random)),
    titles: fill(400, (index) => phrase(title(random, index), random)),
    projects: fill(40, (index) => phrase(projectName(random, index), random)),
    toolInputs: fill(200, (index) => toolInput(random, index)),
  };
}

function fill<T>(count: number, make: (index: number) => T): Pool<T> {
  return [make(0), ...Array.from({ length: count - 1 }, (_, index) => make(index + 1))];
}

/** JSON allows several spellings of one text; writers in the field use all of them. */
function phrase(text: string, random: Random): Phrase {
  const json = JSON.stringify(text).slice(1, -1);
  const csv = /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  if (random.chance(80)) return { text, json, csv };
  const ascii = json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { text, json: random.chance(20) ? ascii.replaceAll('/', '\\/') : ascii, csv };
}

function sentence(random: Random): string {
  const length = 4 + random.below(14);
  const picked = Array.from({ length }, () => words[random.below(words.length)] ?? 'word');
  const text = picked.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1) + (random.chance(10) ? '?' : '.');
}

function paragraph(random: Random): string {
  const kind = random.below(100);
  if (kind < 8) return random.pick(specials);
  if (kind < 20) return random.pick(snippets);
  if (kind < 24) return `"${sentence(random)}", she said.\n- ${sentence(random)}\n- ${sentence(random)}`;
  const sentences = Array.from({ length: 1 + random.below(7) }, () => sentence(random));
  return sentences.join(' ');
}

function title(random: Random, index: number): string {
  const plain = sentence(random).slice(0, -1);
  if (index % 40 === 1) return '';
  if (index % 10 === 2) return `${plain}, or: "${words[random.below(words.length)] ?? ''}"`;
  if (index % 20 === 3) return random.pick(specials);
  if (index % 50 === 4) return `${plain}\nsecond line`;
  if (index % 50 === 5) return `0${random.below(100_000)}`;
  return plain;
}

function projectName(random: Random, index: number): string {
  if (index % 8 === 1) return `00${random.below(1000)}`;
  if (index % 8 === 2) return `Atlas, phase "${index}"`;
  if (index % 8 === 3) return `プロジェクト ${index}`;
  return `project-${words[random.below(words.length)] ?? ''}-${index}`;
}

function toolInput(random: Random, index: number): string {
  const input = {
    command: `ls -la "/tmp/run ${index}" | head -n ${random.below(50)}`,
    timeout: random.chance(30) ? null : random.below(60_000),
    options: { recursive: random.chance(50), depth: { max: random.below(9), include: ['*.ts', '*.md', ''] } },
    edits: Array.from({ length: random.below(3) }, (_, line) => ({
      line,
      old: sentence(random),
      new: sentence(random),
    })),
    ratio: random.below(1000) / 7,
    empty: {},
    none: [],
  };
  return JSON.stringify(input);
}
