/**
 * Sentences that the engine makes in English, for the terminal too, in German. What is not known here is shown as it is:
 * words of the system, of MongoDB, and of what the engine learns to say later.
 */

import { recordFaults } from './record-faults.ts';

export type Rule = readonly [pattern: RegExp, german: string];

const rules: readonly Rule[] = [
  // What a file is.
  [/^It is a JSON array\.$/, 'Es ist eine JSON-Liste.'],
  [/^It is a JSON object with "(.*)"\.$/, 'Es ist ein JSON-Objekt mit „$1“.'],
  [/^It is JSON objects one after another\.$/, 'Es sind JSON-Objekte hintereinander.'],
  [
    /^It is a table of (\d+) columns separated by (.*)\.$/,
    'Es ist eine Tabelle mit $1 Spalten, getrennt durch $2.',
  ],
  [/^You said that it is (.+)\.$/, 'Sie haben gesagt, dass es $1 ist.'],
  [/^It is "(.+)" in a zip file\.$/, 'Es ist „$1“ in einer Zip-Datei.'],
  [/^It is compressed with (.+)\.$/, 'Es ist mit $1 gepackt.'],
  [
    /^It is a rejects file of Sluice: the raw texts in it are the records\.$/,
    'Es ist eine Datei zurückgewiesener Datensätze von Sluice: die rohen Texte darin sind die Datensätze.',
  ],
  [/^Each line is a JSON object\.$/, 'Jede Zeile ist ein JSON-Objekt.'],
  [/^Its records are conversations\.$/, 'Ihre Datensätze sind Konversationen.'],
  // What a job noticed besides.
  [
    /^The zip file holds more than one file of records: "(.+)" was taken, the first of them; "(.+)" looks like records too\.$/,
    'Die Zip-Datei enthält mehr als eine Datei mit Datensätzen: „$1“ wurde genommen, die erste davon; auch „$2“ sieht danach aus.',
  ],
  [
    /^The zip file holds more than one file of records: "(.+)" was taken, the first of them; "(.+)" and (\d+) more look like records too\.$/,
    'Die Zip-Datei enthält mehr als eine Datei mit Datensätzen: „$1“ wurde genommen, die erste davon; auch „$2“ und $3 weitere sehen danach aus.',
  ],
  [
    /^Column "(.*)" looked like (.+) at first; (\d+) values? further down stayed text\.$/,
    'Spalte „$1“ sah zuerst nach $2 aus; weiter unten blieben Werte Text ($3).',
  ],
  [
    /^(\d+) records have no value in (.+) and would be rejected\.$/,
    '$1 Datensätze haben keinen Wert in $2 und würden zurückgewiesen.',
  ],
  [
    /^(\d+) records have values in (.+) that several documents have; they would be rejected\.$/,
    '$1 Datensätze haben in $2 Werte, die mehrere Dokumente haben; sie würden zurückgewiesen.',
  ],
  [
    /^(\d+) records have no _id to find their documents by; name other fields with --key\.$/,
    '$1 Datensätze haben keine _id, um ihre Dokumente zu finden; nennen Sie andere Schlüsselfelder.',
  ],
  [
    /^The index on (.+) is not unique: nothing keeps two documents from having the same values\.$/,
    'Der Index auf $1 ist nicht eindeutig: nichts hindert zwei Dokumente, dieselben Werte zu haben.',
  ],
  [
    /^No index of (.+) begins with (.+), so every batch looks through the whole collection\. This makes one: (.+)$/,
    'Kein Index von $1 beginnt mit $2, so dass jedes Mal die ganze Collection durchsucht wird. Das legt einen an: $3',
  ],
  [
    /^The rejects file could not be written: (.+) The journal still has the rejects\.$/,
    'Die Datei der zurückgewiesenen Datensätze konnte nicht geschrieben werden: $1 Im Journal sind sie noch.',
  ],
  // Which policy fits.
  [
    /^No record is in the collection with other contents: every policy comes to the same\.$/,
    'Kein Datensatz steht mit anderem Inhalt in der Collection: jede Regel führt zum selben.',
  ],
  [
    /^In (.+) of (.+) both sides have messages that the other one lacks; merge keeps them all\.$/,
    'In $1 von $2 haben beide Seiten Nachrichten, die der anderen fehlen; Zusammenführen behält alle.',
  ],
  [
    /^Of (.+) the file is newer in (.+) and the collection in (.+) \(by updated_at\)\.$/,
    'Von $1 ist die Datei in $2 neuer und die Collection in $3 (nach updated_at).',
  ],
  [
    /^The collection is newer in all of (.+) \(by updated_at\)\.$/,
    'Die Collection ist in allen von $1 neuer (nach updated_at).',
  ],
  [
    /^The file is newer in (.+) of (.+) \(by updated_at\), and the collection in none\.$/,
    'Die Datei ist in $1 von $2 neuer (nach updated_at), die Collection in keinem.',
  ],
  [
    /^Neither side of (.+) says that it is newer: the file's fields win, and others stay as they are\.$/,
    'Von $1 sagt keine Seite, dass sie neuer ist: die Felder der Datei gewinnen, andere bleiben.',
  ],
  // What is set up.
  [/^Starting the local MongoDB$/, 'MongoDB auf diesem Computer startet'],
  [/^MongoDB is ready$/, 'MongoDB ist bereit'],
  [
    /^Waiting for another Sluice process that is fetching MongoDB$/,
    'Warten auf einen anderen Prozess von Sluice, der MongoDB holt',
  ],
  [
    /^mongodb\.com cannot be reached; using the package registry instead$/,
    'mongodb.com ist nicht erreichbar; stattdessen wird die Paketquelle benutzt',
  ],
];

/** Words for groups of things within the sentences above. */
const things: readonly Rule[] = [
  [/durch commas\./, 'durch Kommas.'],
  [/durch semicolons\./, 'durch Semikolons.'],
  [/durch tabs\./, 'durch Tabulatoren.'],
  [/durch bars\./, 'durch senkrechte Striche.'],
  [/nach whole numbers aus/, 'nach ganzen Zahlen aus'],
  [/nach numbers aus/, 'nach Zahlen aus'],
  [/nach true and false aus/, 'nach true und false aus'],
  [/nach dates aus/, 'nach Datumsangaben aus'],
];

/** The German of one or several sentences. */
export function inGerman(text: string): string {
  const whole = translated(text, rules) ?? translated(text, recordFaults);
  if (whole !== undefined) return things.reduce((german, [from, to]) => german.replace(from, to), whole);
  // Of several files each says which it is about.
  const [, file, rest] = /^([^:]+\.\w+): (.+)$/s.exec(text) ?? [];
  if (file !== undefined && rest !== undefined) return `${file}: ${inGerman(rest)}`;
  const sentences = text.split(/(?<=[.!?]) (?=[A-Z])/);
  return sentences.length < 2 ? text : sentences.map(inGerman).join(' ');
}

function translated(text: string, table: readonly Rule[]): string | undefined {
  const rule = table.find(([pattern]) => pattern.test(text));
  return rule && text.replace(rule[0], rule[1]);
}
