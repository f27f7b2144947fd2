/** Why a record was rejected, in German. */
import type { Rule } from './engine-sentences.ts';

/** Where in the file a fault of JSON is. */
const where = String.raw` \(line (\d+), (?:byte|column) (\d+)(?: of the record)?\)$`;

const json: readonly Rule[] = [
  ['the text is not valid UTF-8', 'Der Text ist kein gültiges UTF-8'],
  ['the record is not a JSON object', 'Der Datensatz ist kein JSON-Objekt'],
  ['something follows the object', 'Nach dem Objekt folgt noch etwas'],
  [String.raw`it is nested deeper than (\d+) levels`, 'Er ist tiefer als $1 Ebenen verschachtelt'],
  ['a key in quotes was expected', 'Erwartet wurde ein Schlüssel in Anführungszeichen'],
  [
    'a key contains a zero character, which MongoDB cannot store',
    'Ein Schlüssel enthält ein Nullzeichen, das MongoDB nicht speichern kann',
  ],
  [
    String.raw`the key "(.*)" stands twice in the same object`,
    'Der Schlüssel „$1“ steht zweimal im selben Objekt',
  ],
  ['a value was expected', 'Erwartet wurde ein Wert'],
  ['a string does not end', 'Ein Text endet nicht'],
  ['a string contains an unknown escape', 'Ein Text enthält eine unbekannte Escape-Folge'],
  [
    'a string contains half of a surrogate pair, which is no character and which MongoDB cannot store',
    'Ein Text enthält ein halbes Surrogatpaar, das kein Zeichen ist und das MongoDB nicht speichern kann',
  ],
  ['the record ends too early', 'Der Datensatz endet zu früh'],
  [
    'a number has more digits than MongoDB can store',
    'Eine Zahl hat mehr Ziffern, als MongoDB speichern kann',
  ],
  ['this is not valid Extended JSON: (.+)', 'Das ist kein gültiges Extended JSON: $1'],
  [String.raw`a comma or (.) was expected`, 'Erwartet wurde ein Komma oder $1'],
  [String.raw`(.+) was expected`, 'Erwartet wurde $1'],
].map(([english = '', german = '']): Rule => {
  // The place comes after what the sentence itself takes.
  const taken = new RegExp(`${english}|`).exec('')?.length ?? 1;
  return [new RegExp(`^${english}${where}`), `${german} (Zeile $${taken}, Byte $${taken + 1})`];
});

export const recordFaults: readonly Rule[] = [
  ...json,
  [/^the record holds (\d+) bytes; the limit is (\d+)$/, 'Der Datensatz hat $1 Byte; die Grenze ist $2'],
  [/^the file ends inside this record$/, 'Die Datei endet in diesem Datensatz'],
  [
    /^the document would hold (\d+) bytes; MongoDB stores at most (\d+)$/,
    'Das Dokument hätte $1 Byte; MongoDB speichert höchstens $2',
  ],
  // Conversations.
  [/^the conversation has no id$/, 'Die Konversation hat keine id'],
  [/^the id of a conversation must be a text$/, 'Die id einer Konversation muss ein Text sein'],
  [/^the id of the conversation is empty$/, 'Die id der Konversation ist leer'],
  [/^the conversation has no messages array$/, 'Die Konversation hat keine Liste messages'],
  [/^messages must be an array$/, 'messages muss eine Liste sein'],
  [/^a message must be an object$/, 'Eine Nachricht muss ein Objekt sein'],
  [
    /^(.+) is neither an ISO 8601 time nor a Unix time$/,
    '$1 ist weder eine Zeit nach ISO 8601 noch eine Unix-Zeit',
  ],
  [/^cost_usd is not a number$/, 'cost_usd ist keine Zahl'],
  [/^cost_usd is negative$/, 'cost_usd ist negativ'],
  // Tables.
  [/^The row is not UTF-8 text\.$/, 'Die Zeile ist kein Text in UTF-8.'],
  [/^The row has (\d+) cells, the header (\d+)\.$/, 'Die Zeile hat $1 Zellen, die Kopfzeile $2.'],
  [/^The row has more than (\d+) bytes\.$/, 'Die Zeile hat mehr als $1 Byte.'],
  [
    /^A quote stands in the middle of a cell; inside quotes it has to be doubled\.$/,
    'Ein Anführungszeichen steht mitten in einer Zelle; innerhalb von Anführungszeichen muss es verdoppelt sein.',
  ],
  [
    /^A quote is opened and never closed; everything from here on is in this row\.$/,
    'Ein Anführungszeichen wird geöffnet und nie geschlossen; alles von hier an steht in dieser Zeile.',
  ],
  [
    /^The row makes a document of more than 16 MiB, which MongoDB does not take\.$/,
    'Die Zeile ergibt ein Dokument von mehr als 16 MiB, das MongoDB nicht nimmt.',
  ],
  // Ids, keys and rules for fields.
  [/^the _id is an array, which MongoDB does not take$/, 'Die _id ist eine Liste, was MongoDB nicht nimmt'],
  [
    /^the _id is a regular expression, which MongoDB does not take$/,
    'Die _id ist ein regulärer Ausdruck, was MongoDB nicht nimmt',
  ],
  [/^the _id is (.+), which MongoDB does not take$/, 'Die _id ist $1, was MongoDB nicht nimmt'],
  [
    /^the _id has the key (.+), and keys of an _id cannot start with \$$/,
    'Die _id hat den Schlüssel $1, und Schlüssel einer _id dürfen nicht mit $$ beginnen',
  ],
  [
    /^the record has no value in (.+), by which it would find its document$/,
    'Der Datensatz hat keinen Wert in $1, mit dem er sein Dokument fände',
  ],
  [/^(\d+) documents have (.+) \(_id (.+)\)$/, '$1 Dokumente haben $2 (_id $3)'],
  [/^several documents have (.+)$/, 'Mehrere Dokumente haben $1'],
  [
    /^More than one field of the record would be called (.+)\.$/,
    'Mehr als ein Feld des Datensatzes hieße $1.',
  ],
  [/^(.+) holds (.+), which is not text\.$/, '$1 enthält $2, und das ist kein Text.'],
  [/^(.+) holds (.+), which is not a whole number\.$/, '$1 enthält $2, und das ist keine ganze Zahl.'],
  [/^(.+) holds (.+), which is not a number\.$/, '$1 enthält $2, und das ist keine Zahl.'],
  [/^(.+) holds (.+), which is not a decimal number\.$/, '$1 enthält $2, und das ist keine Dezimalzahl.'],
  [/^(.+) holds (.+), which is not true or false\.$/, '$1 enthält $2, und das ist weder wahr noch falsch.'],
  [/^(.+) holds (.+), which is not a date\.$/, '$1 enthält $2, und das ist kein Datum.'],
  [/^(.+) holds (.+), which is not an ObjectId\.$/, '$1 enthält $2, und das ist keine ObjectId.'],
];
