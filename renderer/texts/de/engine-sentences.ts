/**
 * Sentences that the engine makes in English, for the terminal too, in German. What is not known here is shown as it is:
 * words of the system, of MongoDB, and of what the engine learns to say later.
 */

type Rule = readonly [pattern: RegExp, german: string];

const rules: readonly Rule[] = [
  // What a file is.
  [/^It is a JSON array\.$/, 'Es ist eine JSON-Liste.'],
  [/^It is a JSON object with "(.*)"\.$/, 'Es ist ein JSON-Objekt mit „$1“.'],
  [/^It is JSON objects one after another\.$/, 'Es sind JSON-Objekte hintereinander.'],
  [
    /^It is a table of (\d+) columns separated by (.*)\.$/,
    'Es ist eine Tabelle mit $1 Spalten, getrennt durch $2.',
  ],
  [
    /^It is a rejects file of Sluice: the raw texts in it are the records\.$/,
    'Es ist eine Datei zurückgewiesener Datensätze von Sluice: die rohen Texte darin sind die Datensätze.',
  ],
  [/^Every line is a JSON object\.$/, 'Jede Zeile ist ein JSON-Objekt.'],
  [/^Its records are conversations\.$/, 'Ihre Datensätze sind Konversationen.'],
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

/** The German of one or several sentences. */
export function inGerman(text: string): string {
  const whole = rules.find(([pattern]) => pattern.test(text));
  if (whole !== undefined) return text.replace(whole[0], whole[1]);
  const sentences = text.split(/(?<=[.!?]) (?=[A-Z])/);
  return sentences.length < 2 ? text : sentences.map(inGerman).join(' ');
}
