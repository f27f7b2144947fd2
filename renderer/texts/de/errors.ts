/** The sentence of every error in German. What comes from the system or from MongoDB stays as it came. */
import type { ErrorCode, ErrorDetails } from '../../../preload/contract.ts';

interface Sentence {
  readonly message: (d: ErrorDetails) => string;
  /** What the user can do next. */
  readonly hint?: (d: ErrorDetails) => string;
}

const say = (value: string | number | undefined): string =>
  value === undefined ? 'unbekannt' : String(value);

const actions: Readonly<Record<string, string>> = {
  undone: 'rückgängig gemacht',
  resumed: 'fortgesetzt',
};

export const errors: Readonly<Record<ErrorCode, Sentence>> = {
  'file-not-found': {
    message: (d) => `Unter ${say(d.path)} ist keine Datei.`,
    hint: () =>
      'Prüfen Sie den Pfad. Wurde die Datei verschoben oder gelöscht, legen Sie sie zurück, und versuchen Sie es noch einmal.',
  },
  'file-is-directory': {
    message: (d) => `${say(d.path)} ist ein Ordner, keine Datei.`,
    hint: () => 'Wählen Sie eine Datei darin.',
  },
  'file-not-regular': {
    message: (d) => `${say(d.path)} ist keine gewöhnliche Datei.`,
    hint: () => 'Leiten Sie sie hinein: import - liest die Standardeingabe.',
  },
  'file-unreadable': {
    message: (d) => `${say(d.path)} ist nicht lesbar (${say(d.reason)}).`,
    hint: () => 'Prüfen Sie die Rechte der Datei und ihrer Ordner.',
  },
  'file-empty': {
    message: (d) => `${say(d.path)} ist leer.`,
    hint: () => 'Ein unterbrochener Export hinterlässt oft eine leere Datei: exportieren Sie noch einmal.',
  },
  'file-type-not-allowed': {
    message: (d) => `Dateien mit der Endung ${say(d.extension)} lassen sich nicht importieren.`,
    hint: (d) => `Sluice liest ${say(d.allowed)}.`,
  },
  'file-too-large': {
    message: (d) => `${say(d.path)} enthält ${say(d.size)} Byte; die Grenze ist ${say(d.limit)} Byte.`,
    hint: () => 'Erhöhen oder entfernen Sie die Grenze in den Einstellungen.',
  },
  'file-changed': {
    message: (d) => `${say(d.path)} hat sich beim Lesen geändert.`,
    hint: () =>
      'Machen Sie diesen Auftrag rückgängig, und importieren Sie die Datei noch einmal, wenn niemand mehr in sie schreibt.',
  },
  'source-changed': {
    message: (d) => `${say(d.path)} ist nicht die Datei, mit der der Auftrag begann: ${say(d.reason)}.`,
    hint: () =>
      'Legen Sie die ursprüngliche Datei zurück und setzen Sie fort, oder machen Sie den Auftrag rückgängig, und importieren Sie die neue.',
  },
  'no-space': {
    message: (d) =>
      `In ${say(d.path)} ist nicht genug Platz: ${say(d.needed)} Byte sind nötig, ${say(d.free)} frei.`,
    hint: () => 'Schaffen Sie Platz, oder nehmen Sie eine andere Festplatte.',
  },
  'temp-unusable': {
    message: (d) =>
      `Der Ordner für temporäre Dateien, ${say(d.path)}, ist nicht zu gebrauchen (${say(d.reason)}).`,
    hint: () =>
      'Schließen Sie seine Festplatte an, prüfen Sie seine Rechte, oder wählen Sie in den Einstellungen einen anderen.',
  },
  'no-space-for-undo': {
    message: (d) =>
      `Was zum Rückgängigmachen aufzuheben ist, passt vielleicht nicht in ${say(d.path)}: etwa ${say(d.needed)} Byte, und ${say(d.free)} sind frei.`,
    hint: () => 'Schaffen Sie Platz, oder importieren Sie, ohne es aufzuheben.',
  },
  'disk-full': {
    message: (d) => `Die Festplatte von ${say(d.path)} ist voll.`,
    hint: () =>
      'Schaffen Sie Platz, und versuchen Sie es noch einmal; was bisher geschrieben wurde, lässt sich rückgängig machen.',
  },
  'format-unknown': {
    message: (d) =>
      `${say(d.path)} sieht nicht nach JSON, JSON Lines oder CSV aus (es beginnt mit ${say(d.start)}).`,
  },
  'compressed-broken': {
    message: (d) =>
      `${say(d.path)} ist beschädigt: die ${say(d.kind)}-Daten sind nicht lesbar${d.byte === undefined ? '' : ` etwa ab Byte ${d.byte} der Datei`} (${say(d.reason)}).`,
    hint: () =>
      'Was vor dieser Stelle herauskam, ist importiert und lässt sich rückgängig machen oder behalten. Holen Sie die Datei noch einmal (meist ist ein abgebrochener Download der Grund).',
  },
  'compression-bomb': {
    message: (d) =>
      `${say(d.path)} (${say(d.size)} Byte) ist auf mehr als das ${say(d.ratio)}-Fache gewachsen, wie Dateien, die Festplatten füllen sollen.`,
    hint: () =>
      'Machen Sie den Auftrag rückgängig, wenn Sie der Datei nicht trauen. Sonst entpacken Sie sie selbst, und importieren Sie, was herauskommt.',
  },
  'zip-no-records': {
    message: (d) => `In der Zip-Datei ${say(d.path)} sieht nichts nach JSON, JSON Lines oder CSV aus.`,
    hint: () => 'Nehmen Sie die Datei mit den Datensätzen heraus, und importieren Sie diese.',
  },
  'zip-encrypted': {
    message: (d) => `Der Inhalt der Zip-Datei ${say(d.path)} ist verschlüsselt.`,
    hint: () => 'Entpacken Sie sie mit ihrem Passwort, und importieren Sie, was herauskommt.',
  },
  'json-broken': {
    message: (d) =>
      `Das JSON-Dokument ist in Zeile ${say(d.line)}, Spalte ${say(d.column)} (Byte ${say(d.byte)}) kaputt: ${say(d.reason)}.`,
    hint: () =>
      'Was vor dieser Stelle gelesen wurde, ist importiert und lässt sich rückgängig machen oder behalten. Reparieren Sie die Datei, um den Rest zu bekommen.',
  },
  'json-no-records': {
    message: (d) => `${say(d.path)} ist JSON, enthält aber keine Liste von Datensätzen.`,
    hint: () => 'Sluice liest {"conversations":[…]}, eine Liste von Objekten oder ein Objekt je Zeile.',
  },
  'csv-broken': {
    message: (d) => `Das CSV ist in Zeile ${say(d.line)} kaputt: ${say(d.reason)}.`,
    hint: () => 'Reparieren Sie die Anführungszeichen in dieser Zeile, und importieren Sie noch einmal.',
  },
  'csv-header': {
    message: (d) => `Die Kopfzeile des CSV ist nicht brauchbar: ${say(d.reason)}.`,
    hint: () => 'Jede Spalte braucht in der ersten Zeile einen eigenen Namen.',
  },
  'output-exists': {
    message: (d) => `${say(d.path)} gibt es schon.`,
    hint: () => 'Wählen Sie einen anderen Namen, oder erlauben Sie das Überschreiben.',
  },
  'output-unwritable': {
    message: (d) => `${say(d.path)} lässt sich nicht schreiben (${say(d.reason)}).`,
    hint: () => 'Prüfen Sie, ob es den Ordner gibt und ob Sie darin schreiben dürfen.',
  },
  'conflict-stopped': {
    message: (d) =>
      `Der Import hielt bei Datensatz ${say(d.record)} an: ${say(d.id)} ist schon in der Collection.`,
    hint: () =>
      'Alles, was er geschrieben hatte, wurde zurückgenommen. Wählen Sie eine andere Regel, um die anderen zu importieren.',
  },
  'database-unreachable': {
    message: (d) => `Unter ${say(d.server)} antwortet kein MongoDB (${say(d.reason)}).`,
    hint: () =>
      'Prüfen Sie, ob der Server läuft, ob die Adresse stimmt und ob keine Firewall dazwischen ist.',
  },
  'database-lost': {
    message: (d) => `Die Verbindung zu MongoDB ging verloren (${say(d.reason)}).`,
    hint: () => 'Was bisher geschrieben wurde, steht im Journal und lässt sich rückgängig machen.',
  },
  'database-auth': {
    message: (d) =>
      `MongoDB unter ${say(d.server)} wies die Anmeldung oder den Vorgang ab (${say(d.reason)}).`,
    hint: () => 'Prüfen Sie Benutzername, Passwort, authSource und die Rechte dieses Benutzers.',
  },
  'database-refused': { message: (d) => `MongoDB wies den Befehl ab (${say(d.reason)}).` },
  'uri-invalid': {
    message: (d) => `Die Adresse ist nicht brauchbar: ${say(d.reason)}.`,
    hint: () => 'Sie sieht aus wie mongodb://user@host:27017/ oder mongodb+srv://user@cluster.example.net/.',
  },
  'target-invalid': { message: (d) => `„${say(d.name)}“ kann hier kein Name sein: ${say(d.reason)}.` },
  'target-unsupported': {
    message: (d) => `${say(d.name)} ist ${say(d.what)}; dorthin lässt sich nichts importieren.`,
    hint: () => 'Wählen Sie eine gewöhnliche Collection.',
  },
  'target-changed': {
    message: (d) =>
      `${say(d.name)} ist nicht die Collection, in die Auftrag ${say(d.jobId)} zu schreiben begann: sie wurde gelöscht oder ersetzt.`,
    hint: () =>
      'Für eine Collection, die es nicht mehr gibt, ist nichts rückgängig zu machen; importieren Sie die Datei noch einmal.',
  },
  'collection-missing': {
    message: (d) => `Es gibt keine Collection ${say(d.name)}.`,
    hint: () => 'Prüfen Sie die Namen von Datenbank und Collection.',
  },
  'document-missing': {
    message: (d) => `${say(d.name)} enthält kein Dokument mit der _id ${say(d.id)}.`,
    hint: () => 'Es wurde inzwischen entfernt. Lesen Sie die Collection neu.',
  },
  'query-invalid': {
    message: (d) => `Das ist als ${say(d.what)} nicht gültig: ${say(d.reason)}.`,
    hint: () => 'Es ist Extended JSON, zum Beispiel {"model":"opus","cost_usd":{"$gt":1}}.',
  },
  'mongod-unavailable': {
    message: (d) => `Das MongoDB auf diesem Computer ließ sich nicht einrichten (${say(d.reason)}).`,
    hint: () =>
      'Installieren Sie MongoDB, sodass mongod im PATH ist, oder verbinden Sie sich mit einem Server.',
  },
  'mongod-failed': {
    message: (d) => `Das MongoDB auf diesem Computer startete nicht (${say(d.reason)}).`,
    hint: (d) => `Sein Protokoll liegt unter ${say(d.log)}.`,
  },
  'job-not-found': { message: (d) => `Es gibt keinen Auftrag ${say(d.jobId)}.` },
  'job-busy': {
    message: (d) => `An Auftrag ${say(d.jobId)} arbeitet ein anderer Prozess von Sluice.`,
    hint: () => 'Warten Sie, bis er fertig ist, oder halten Sie ihn dort an.',
  },
  'job-state': {
    message: (d) =>
      `Auftrag ${say(d.jobId)} ist ${say(d.state)}; er kann nicht ${actions[say(d.action)] ?? say(d.action)} werden.`,
  },
  'undo-newer-jobs': {
    message: (d) =>
      `Auftrag ${say(d.jobId)} lässt sich nicht allein rückgängig machen: neuere Importe haben dieselben Dokumente geändert (${say(d.newer)}).`,
    hint: () => 'Machen Sie zuerst diese rückgängig.',
  },
  'undo-not-kept': {
    message: (d) => `Auftrag ${say(d.jobId)} lief, ohne aufzuheben, was zum Rückgängigmachen nötig ist.`,
  },
  'plan-invalid': {
    message: (d) => `Der Plan ${say(d.path)} ist nicht brauchbar (Zeile ${say(d.line)}): ${say(d.reason)}.`,
    hint: () => 'Ein Plan gehört zu den Dateien und der Collection seiner Prüfung. Prüfen Sie noch einmal.',
  },
  'mapping-invalid': {
    message: (d) => `Die Regeln für Felder lassen sich nicht befolgen: ${say(d.reason)}.`,
    hint: () => 'Berichtigen oder entfernen Sie die Regel, und beginnen Sie noch einmal.',
  },
  'replace-with-rejects': {
    message: (d) =>
      `${say(d.rejected)} Datensätze wurden zurückgewiesen; darum wurde nichts aus ${say(d.name)} entfernt: auch ihre Dokumente wären verschwunden.`,
    hint: () =>
      'Was in der Datei steht, ist importiert. Machen Sie den Auftrag rückgängig, oder behalten Sie das; bessern Sie die zurückgewiesenen Datensätze aus, und importieren Sie noch einmal.',
  },
  'replace-with-nothing': {
    message: (d) => `Die Dateien enthalten keine Datensätze; ${say(d.name)} wäre geleert worden.`,
    hint: () => 'Nichts wurde geändert.',
  },
  'undo-other-server': {
    message: (d) =>
      `Auftrag ${say(d.jobId)} schrieb nach ${say(d.expected)}, aber das hier ist ${say(d.found)}.`,
    hint: () => 'Verbinden Sie sich mit dem Server, auf den der Auftrag schrieb.',
  },
  'journal-gone': {
    message: (d) =>
      `Das Journal von Auftrag ${say(d.jobId)} ist weg; er lässt sich weder rückgängig machen noch fortsetzen.`,
  },
  'journal-busy': {
    message: () => 'Ein anderer Prozess von Sluice hält das Journal fest.',
    hint: () => 'Schließen Sie ihn, oder versuchen Sie es gleich noch einmal.',
  },
  'connection-missing': {
    message: (d) => `Die Verbindung ${say(d.connection)} ist nicht unter den gesicherten.`,
    hint: () => 'Sie wurde entfernt. Fügen Sie sie wieder hinzu, oder wählen Sie eine andere.',
  },
  'keychain-unavailable': {
    message: () =>
      'Der Schlüsselbund dieses Systems ist nicht benutzbar; darum wurde das Passwort nicht gesichert.',
    hint: () =>
      'Entsperren Sie den Schlüsselbund, oder richten Sie ihn ein, oder sichern Sie die Verbindung ohne Passwort.',
  },
  cancelled: { message: () => 'Abgebrochen.' },
  'request-invalid': { message: (d) => `Die Anfrage ist nicht gültig: ${say(d.reason)}.` },
  'engine-gone': {
    message: () => 'Die Engine blieb unerwartet stehen.',
    hint: () =>
      'Sie wird neu gestartet. Ein Auftrag, der lief, erscheint als unterbrochen und lässt sich rückgängig machen.',
  },
  internal: {
    message: (d) => `In Sluice ging etwas schief: ${say(d.reason)}.`,
    hint: () => 'Bitte melden Sie es mit dem Protokoll.',
  },
};
