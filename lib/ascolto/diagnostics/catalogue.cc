// The catalogue's tables. %1 … %4 are the arguments of the message; the argument that is only
// for the hint comes last.

#include "ascolto/diagnostics/catalogue.h"

#include <array>

#include "ascolto/base/strings.h"

namespace ascolto::diagnostics {
namespace {

struct Bilingual {
  std::string_view english;
  std::string_view italian;
};

struct Row {
  Code code;
  std::string_view name;
  Bilingual message;
  Bilingual hint;
  Bilingual explanation;
};

constexpr Row kRows[] = {
    {Code::kNotUtf8, "E001",
     {"not UTF-8: byte %1", "non è UTF-8: byte %1"},
     {"save the file as UTF-8 in the editor's settings",
      "salva il file in UTF-8 dalle impostazioni dell'editor"},
     {"Rule files are UTF-8 text. This one holds bytes that are not, most often because it was "
      "saved as Latin-1 or Windows-1252, where accented letters are written differently.",
      "I file di regole sono testo UTF-8. Questo contiene byte che non lo sono, di solito perché "
      "è stato salvato in Latin-1 o Windows-1252, dove le lettere accentate sono scritte in "
      "altro modo."}},
    {Code::kFileTooLarge, "E002",
     {"file too large: more than %1 bytes", "file troppo grande: più di %1 byte"},
     {"split the pack into several files", "dividi il pacchetto in più file"},
     {"A rule file may have 1 MiB, so that a wrong file given by mistake is refused at once. A "
      "pack that large is easier to keep in parts.",
      "Un file di regole può avere 1 MiB, così un file dato per errore è rifiutato subito. Un "
      "pacchetto così grande si cura meglio a pezzi."}},
    {Code::kTab, "E003",
     {"tab character", "carattere di tabulazione"},
     {"use spaces; inside double quotes a tab is written \\t",
      "usa spazi; fra virgolette doppie la tabulazione si scrive \\t"},
     {"Indentation says what belongs to what, and a tab looks different in every editor. Rule "
      "files use spaces only.",
      "L'indentazione dice che cosa appartiene a che cosa, e una tabulazione appare diversa in "
      "ogni editor. I file di regole usano solo spazi."}},
    {Code::kControlCharacter, "E004",
     {"invisible character: %1", "carattere invisibile: %1"},
     {"delete it; it often comes with text copied from elsewhere",
      "cancellalo; di solito arriva con testo copiato da altrove"},
     {"The line holds a control character or another character that cannot be seen. It would "
      "silently become part of a word or a key.",
      "La riga contiene un carattere di controllo o un altro carattere che non si vede. "
      "Finirebbe in silenzio in una parola o in una chiave."}},
    {Code::kUnclosedQuote, "E005",
     {"quotation mark never closed: %1", "virgoletta mai chiusa: %1"},
     {"close it on the same line; inside single quotes an apostrophe is written twice ('')",
      "chiudila sulla stessa riga; fra virgolette semplici l'apostrofo si scrive doppio ('')"},
     {"A quoted text begins here and no closing mark was found before the next line of the list "
      "or the next key. For a text of several lines use | and indent the lines below it.",
      "Qui comincia un testo fra virgolette e la chiusura non si trova prima della prossima voce "
      "o chiave. Per un testo di più righe usa | e rientra le righe che seguono."}},
    {Code::kTextAfterQuote, "E006",
     {"text after the closing quotation mark: %1", "testo dopo la virgoletta di chiusura: %1"},
     {"put the whole text in one pair of quotes",
      "metti tutto il testo in una sola coppia di virgolette"},
     {"The quotes closed earlier than meant: 'l'idiota' ends after the l. Inside single quotes "
      "an apostrophe is written twice; inside double quotes it needs nothing.",
      "Le virgolette si chiudono prima del voluto: 'l'idiota' finisce dopo la l. Fra virgolette "
      "semplici l'apostrofo si scrive doppio; fra virgolette doppie non serve nulla."}},
    {Code::kBadEscape, "E007",
     {"backslash inside double quotes: %1", "barra inversa fra virgolette doppie: %1"},
     {"use single quotes, in which a backslash is just a backslash",
      "usa virgolette semplici, nelle quali la barra inversa resta tale"},
     {"Inside double quotes YAML reads a backslash and the next character as one special "
      "character: \"\\b\" is an invisible backspace, not the edge of a word. Write regexes in "
      "single quotes.",
      "Fra virgolette doppie YAML legge la barra inversa e il carattere che segue come un "
      "carattere speciale: \"\\b\" è un backspace invisibile, non il bordo di una parola. Scrivi "
      "le espressioni regolari fra virgolette semplici."}},
    {Code::kSpecialStart, "E008",
     {"a text cannot begin with %1 here: YAML reads %2",
      "qui un testo non può cominciare con %1: YAML legge %2"},
     {"put it in quotes: %3", "mettilo fra virgolette: %3"},
     {"Some characters have a meaning for YAML at the beginning of a text: * & ! @ ` % > | ? # "
      "and the brackets. Rule: quote what has punctuation.",
      "Alcuni caratteri hanno un significato per YAML all'inizio di un testo: * & ! @ ` % > | ? "
      "# e le parentesi quadre e graffe. Regola: virgolette a ciò che ha punteggiatura."}},
    {Code::kGluedHash, "E009",
     {"everything from %1 on would be a comment", "tutto ciò che segue %1 sarebbe un commento"},
     {"put the text in quotes: %2; a comment needs a space after #",
      "metti il testo fra virgolette: %2; un commento vuole uno spazio dopo #"},
     {"For YAML a # after a space begins a comment, so a hashtag would silently vanish. Quote "
      "the text if it is a hashtag; write '# ' with a space if it is a comment.",
      "Per YAML un # dopo uno spazio comincia un commento, e un hashtag sparirebbe in silenzio. "
      "Virgolette se è un hashtag; '# ' con uno spazio se è un commento."}},
    {Code::kSeveralDocuments, "E010",
     {"more than one document in the file: %1", "più di un documento nel file: %1"},
     {"remove the line, or make two files", "togli la riga, o fai due file"},
     {"A line of --- or ... or one that begins with %YAML starts another document or a "
      "directive; rule files have one document and no directives.",
      "Una riga --- o ... o una che comincia con %YAML apre un altro documento o una direttiva; "
      "i file di regole hanno un solo documento e nessuna direttiva."}},
    {Code::kDuplicateKey, "E011",
     {"key given twice: %1, first at line %2", "chiave data due volte: %1, prima alla riga %2"},
     {"put everything under one of the two", "metti tutto sotto una delle due"},
     {"The same key stands twice at the same level. YAML would keep one of the two and drop the "
      "other without a word.",
      "La stessa chiave è scritta due volte allo stesso livello. YAML ne terrebbe una e "
      "perderebbe l'altra senza dirlo."}},
    {Code::kTooDeep, "E012",
     {"nested too deep: at most %1 levels", "annidato troppo: al massimo %1 livelli"},
     {"check the indentation and the brackets", "controlla l'indentazione e le parentesi"},
     {"No rule needs that many levels; most often a bracket is missing or a line is indented "
      "too far.",
      "Nessuna regola ha bisogno di tanti livelli; di solito manca una parentesi o una riga è "
      "rientrata troppo."}},
    {Code::kNotYaml, "E013",
     {"cannot be read from here on", "da qui in poi non si riesce a leggere"},
     {"check the indentation of this line and the one before it, and quote what has punctuation",
      "controlla il rientro di questa riga e di quella prima, e metti fra virgolette ciò che ha "
      "punteggiatura"},
     {"The lines do not fit together: keys of one level must begin in the same column, list "
      "items begin with '- ', and a key ends with ': '. The rest of this file was not checked.",
      "Le righe non stanno insieme: le chiavi di uno stesso livello cominciano nella stessa "
      "colonna, le voci di una lista con '- ', e una chiave finisce con ': '. Il resto del file "
      "non è stato controllato."}},
    {Code::kColonInText, "E014",
     {"the colon cuts this text in two: %1", "i due punti tagliano in due questo testo: %1"},
     {"put it in quotes: %2", "mettilo fra virgolette: %2"},
     {"A colon followed by a space makes YAML read a key and its value. Quote the text.",
      "I due punti seguiti da uno spazio fanno leggere a YAML una chiave col suo valore. Metti "
      "il testo fra virgolette."}},
    {Code::kSplitAtComma, "E015",
     {"the comma splits this text inside [ ]: %1", "la virgola divide questo testo fra [ ]: %1"},
     {"put it in quotes: %2", "mettilo fra virgolette: %2"},
     {"Inside square brackets a comma separates items, also within round ones. Quote the text, "
      "or write the list with one '- ' a line.",
      "Fra parentesi quadre la virgola separa le voci, anche dentro le tonde. Metti il testo "
      "fra virgolette, o scrivi la lista con un '- ' per riga."}},
    {Code::kColonWithoutSpace, "E016",
     {"no space after the colon: %1", "manca lo spazio dopo i due punti: %1"},
     {"write: %2", "scrivi: %2"},
     {"A key and its value are separated by a colon and a space: {hide: 80}.",
      "Una chiave e il suo valore sono separati da due punti e uno spazio: {hide: 80}."}},
    {Code::kUnclosedBracket, "E017",
     {"bracket never closed: %1", "parentesi mai chiusa: %1"},
     {"close it before the next key", "chiudila prima della prossima chiave"},
     {"A list [ ] or map { } begins here and is not closed before the next line of the same "
      "level.",
      "Qui comincia una lista [ ] o una mappa { } che non si chiude prima della prossima riga "
      "dello stesso livello."}},
    {Code::kEmptyValue, "E018",
     {"no value for %1", "manca il valore di %1"},
     {"write a value, or remove the line", "scrivi un valore, o togli la riga"},
     {"The key or item has no value. The words null and ~ are texts here, not empty values.",
      "La chiave o la voce non ha valore. Le parole null e ~ qui sono testi, non valori vuoti."}},
    {Code::kWrongShape, "E019",
     {"%1 must be %2, and is %3", "%1 dev'essere %2, ed è %3"},
     {"", ""},
     {"The value has another form than this key takes: a text, a list (lines with '- ' or "
      "[a, b]) or a map (lines with 'key: value' or {key: value}).",
      "Il valore ha una forma diversa da quella che la chiave vuole: un testo, una lista (righe "
      "con '- ' o [a, b]) o una mappa (righe 'chiave: valore' o {chiave: valore})."}},
    {Code::kUnknownKey, "E020",
     {"unknown key: %1", "chiave sconosciuta: %1"},
     {"known here: %2", "qui si conoscono: %2"},
     {"No part of Ascolto reads this key, so what it says would be lost. Check the spelling and "
      "the indentation: it may belong to another level.",
      "Nessuna parte di Ascolto legge questa chiave, e ciò che dice andrebbe perso. Controlla come "
      "è scritta e il rientro: forse appartiene a un altro livello."}},
    {Code::kMissingKey, "E021",
     {"missing: %1", "manca: %1"},
     {"add a line %1: …", "aggiungi una riga %1: …"},
     {"Something that is always needed here was not given.",
      "Qui non è stato dato qualcosa che serve sempre."}},
    {Code::kNotRuleFile, "E022",
     {"neither a pack nor a site policy", "né un pacchetto né una politica del sito"},
     {"a pack begins with 'pack: NAME'", "un pacchetto comincia con 'pack: NOME'"},
     {"A pack has the key pack; a chat table has the key chat; the site policy has keys like actions, "
      "offices or overrides. This file has none of them, or is empty.",
      "Un pacchetto ha la chiave pack, una tabella delle grafie da chat la chiave chat; la politica del "
      "sito ha chiavi come actions, offices o overrides. Questo file non ne ha nessuna, o è vuoto."}},
    {Code::kBadName, "E023",
     {"not %1: %2", "non è %1: %2"},
     {"lower-case letters, digits, dots, hyphens and underscores, like insulto-diretto",
      "lettere minuscole, cifre, punti, trattini e trattini bassi, come insulto-diretto"},
     {"Names are used in verdicts, reports and addresses, so they are kept plain: lower-case "
      "letters a to z, digits, and . - _ between them.",
      "I nomi finiscono in verdetti, rapporti e indirizzi, perciò restano semplici: lettere "
      "minuscole dalla a alla z, cifre, e . - _ in mezzo."}},
    {Code::kUnknownValue, "E024",
     {"%1 cannot be %2", "%1 non può essere %2"},
     {"one of: %3", "uno fra: %3"},
     {"This key takes one of a few values.", "Questa chiave accetta solo alcuni valori."}},
    {Code::kNotANumber, "E025",
     {"%1 must be a number: %2", "%1 dev'essere un numero: %2"},
     {"write digits only, like 80 or -30", "scrivi solo cifre, come 80 o -30"},
     {"A number was expected.", "Ci si aspettava un numero."}},
    {Code::kNumberOutOfRange, "E026",
     {"%1 is out of range: %2; from %3 to %4", "%1 è fuori dai limiti: %2; da %3 a %4"},
     {"", ""},
     {"The number is too small or too large to make sense here.",
      "Il numero è troppo piccolo o troppo grande per avere senso qui."}},
    {Code::kNotTrueFalse, "E027",
     {"%1 must be true or false: %2", "%1 dev'essere true o false: %2"},
     {"write true (yes) or false (no)", "scrivi true (sì) o false (no)"},
     {"Yes and no are written true and false; the words yes and no are texts.",
      "Sì e no si scrivono true e false; le parole yes e no sono testi."}},
    {Code::kBadRange, "E028",
     {"%1 must be a range: %2", "%1 dev'essere un intervallo: %2"},
     {"write 3.. (at least), ..5 (at most), 3..5 or 3",
      "scrivi 3.. (almeno), ..5 (al massimo), 3..5 o 3"},
     {"A range is written with two dots; both ends belong to it, either may be left out.",
      "Un intervallo si scrive con due punti di fila; gli estremi sono compresi, uno può "
      "mancare."}},
    {Code::kBackwardRange, "E029",
     {"empty range: %1", "intervallo vuoto: %1"},
     {"write the smaller number first, and no number below 0",
      "scrivi prima il numero più piccolo, e nessun numero sotto lo 0"},
     {"The condition could never hold.", "La condizione non potrebbe mai valere."}},
    {Code::kUnknownPack, "E030",
     {"unknown pack: %1", "pacchetto sconosciuto: %1"},
     {"the packs read are: %2", "i pacchetti letti sono: %2"},
     {"$pack/name takes a list of another pack, which must be among the files that were read.",
      "$pacchetto/nome prende una lista di un altro pacchetto, che dev'essere fra i file letti."}},
    {Code::kUnknownList, "E031",
     {"unknown list: %1", "lista sconosciuta: %1"},
     {"define it under lists: in this pack, or write $pack/name for a list of another",
      "definiscila sotto lists: in questo pacchetto, o scrivi $pacchetto/nome per quella di un "
      "altro"},
     {"$name stands for the entries of a list under lists: of the same pack; no list has this "
      "name.",
      "$nome sta per le voci di una lista sotto lists: dello stesso pacchetto; nessuna lista ha "
      "questo nome."}},
    {Code::kListCycle, "E032",
     {"lists that contain each other: %1", "liste che si contengono a vicenda: %1"},
     {"take one of them out of the other", "togline una dall'altra"},
     {"A list may use other lists, but following them must come to an end.",
      "Una lista può usarne altre, ma seguendole si deve arrivare a una fine."}},
    {Code::kGluedList, "E033",
     {"a list needs spaces around it: %1", "una lista vuole spazi intorno: %1"},
     {"put spaces around it; for endings use alternatives like cretin(o/a)",
      "mettile spazi intorno; per le desinenze usa alternative come cretin(o/a)"},
     {"The entries of a list are whole words and phrases, so $name cannot be part of a word.",
      "Le voci di una lista sono parole e frasi intere, perciò $nome non può essere parte di "
      "una parola."}},
    {Code::kStarInMiddle, "E034",
     {"star in the middle of a word: %1", "asterisco in mezzo a una parola: %1"},
     {"a star stands at an end of a word (idiot*); for masked letters write the word and set "
      "maskable: true",
      "l'asterisco sta a un capo della parola (idiot*); per le lettere mascherate scrivi la "
      "parola e metti maskable: true"},
     {"A star stands for any letters at the beginning or the end of a word. To find words with "
      "letters starred out by the author of the comment, write the plain word in a list or rule "
      "with maskable: true.",
      "L'asterisco sta per lettere qualsiasi all'inizio o alla fine di una parola. Per trovare "
      "parole in cui chi commenta ha coperto lettere con asterischi, scrivi la parola intera in "
      "una lista o in una regola con maskable: true."}},
    {Code::kLoneStar, "E035",
     {"star without a word", "asterisco senza parola"},
     {"glue it to a word (idiot*); for any words between write ...",
      "attaccalo a una parola (idiot*); per parole qualsiasi in mezzo scrivi ..."},
     {"A star completes a word. For up to five words of any kind write ... between spaces.",
      "L'asterisco completa una parola. Per un massimo di cinque parole qualsiasi scrivi ... fra "
      "spazi."}},
    {Code::kGapAtEnd, "E036",
     {"a gap (...) needs a word on both sides", "un vuoto (...) vuole una parola da ogni lato"},
     {"remove the dots, or add the word that is missing",
      "togli i puntini, o aggiungi la parola che manca"},
     {"... stands for up to five words between two others. At an end of the entry, or beside "
      "another gap, it would say nothing. Look at every alternative, the empty ones too.",
      "... sta per un massimo di cinque parole fra altre due. A un capo della voce, o accanto a "
      "un altro vuoto, non direbbe nulla. Guarda ogni alternativa, anche quelle vuote."}},
    {Code::kGapTooLong, "E037",
     {"gap of %1 words: from 1 to %2", "vuoto di %1 parole: da 1 a %2"},
     {"a longer distance is a matter for near:", "per distanze maggiori c'è near:"},
     {"...3 means up to three words between, ... up to five, and twenty is the most.",
      "...3 significa fino a tre parole in mezzo, ... fino a cinque, e venti è il massimo."}},
    {Code::kTooManyGaps, "E038",
     {"too many gaps: %1, at most %2", "troppi vuoti: %1, al massimo %2"},
     {"split the entry in two", "dividi la voce in due"},
     {"More than four gaps in one entry would find almost anything.",
      "Più di quattro vuoti in una voce troverebbero quasi qualsiasi cosa."}},
    {Code::kUnbalanced, "E039",
     {"unpaired parenthesis: %1", "parentesi spaiata: %1"},
     {"write alternatives as (a/b), and remove other parentheses: punctuation does not matter",
      "scrivi le alternative come (a/b), e togli le altre parentesi: la punteggiatura non conta"},
     {"Parentheses hold alternatives and come in pairs.",
      "Le parentesi contengono alternative e vanno in coppia."}},
    {Code::kNested, "E040",
     {"parentheses inside parentheses", "parentesi dentro parentesi"},
     {"write the alternatives out: (a/bc/bd) for (a/b(c/d))",
      "scrivi le alternative per esteso: (a/bc/bd) per (a/b(c/d))"},
     {"Alternatives are one level deep, so that an entry can be read at a glance.",
      "Le alternative hanno un solo livello, così una voce si legge a colpo d'occhio."}},
    {Code::kMissingSlash, "E041",
     {"alternatives without a slash: %1", "alternative senza barra: %1"},
     {"write (a/b), or (a/) for something that may be missing",
      "scrivi (a/b), o (a/) per ciò che può mancare"},
     {"Parentheses hold at least two alternatives with a slash between them; one of them may be "
      "empty.",
      "Le parentesi contengono almeno due alternative separate da una barra; una può essere "
      "vuota."}},
    {Code::kSlashOutside, "E042",
     {"slash outside parentheses", "barra fuori dalle parentesi"},
     {"write alternatives in parentheses: (a/b); if it is punctuation, remove the slash",
      "scrivi le alternative fra parentesi: (a/b); se è punteggiatura, togli la barra"},
     {"A slash separates alternatives, and they need parentheses to say where they begin and "
      "end.",
      "La barra separa alternative, che hanno bisogno di parentesi per dire dove cominciano e "
      "finiscono."}},
    {Code::kEmptyEntry, "E043",
     {"entry without a word: %1", "voce senza parole: %1"},
     {"write at least one word, emoji, #tag or @name",
      "scrivi almeno una parola, un'emoji, un #tag o un @nome"},
     {"Punctuation does not count, so nothing is left to look for; with alternatives, the "
      "combination of the empty ones leaves nothing.",
      "La punteggiatura non conta, e non resta niente da cercare; con le alternative, la "
      "combinazione di quelle vuote non lascia nulla."}},
    {Code::kNeverMatches, "E044",
     {"can never be found: %1", "non si può mai trovare: %1"},
     {"for links and addresses use regex:; an entry of signs is one emoji, one #tag or one @name",
      "per link e indirizzi usa regex:; una voce di segni è una sola emoji, un #tag o un @nome"},
     {"Inside links, mail addresses and @mentions there are no words, so an entry that is one "
      "cannot be found as words; and several emoji in a row are several entries.",
      "Dentro link, indirizzi di posta e @menzioni non ci sono parole, perciò una voce che lo è "
      "non si trova come parole; e più emoji di fila sono più voci."}},
    {Code::kTooManyForms, "E045",
     {"too many forms: %1, at most %2", "troppe forme: %1, al massimo %2"},
     {"split the entry, or make a list of the alternatives and write $name",
      "dividi la voce, o fai delle alternative una lista e scrivi $nome"},
     {"Alternatives multiply: three groups of five are 125 forms.",
      "Le alternative si moltiplicano: tre gruppi di cinque sono 125 forme."}},
    {Code::kBareDollar, "E046",
     {"$ without the name of a list", "$ senza il nome di una lista"},
     {"write $name, or remove the sign: punctuation does not matter",
      "scrivi $nome, o togli il segno: la punteggiatura non conta"},
     {"$ stands before the name of a list.", "$ sta davanti al nome di una lista."}},
    {Code::kNearItems, "E047",
     {"near needs 2 to 6 items, and has %1", "near vuole da 2 a 6 voci, e ne ha %1"},
     {"write {within: 6, all: [\"$a\", \"$b\"]}", "scrivi {within: 6, all: [\"$a\", \"$b\"]}"},
     {"near finds several things close to each other, in any order.",
      "near trova più cose vicine fra loro, in qualunque ordine."}},
    {Code::kNearTooNarrow, "E048",
     {"the items need at least %1 words, and only %2 are allowed",
      "le voci hanno bisogno di almeno %1 parole, e ne sono ammesse solo %2"},
     {"raise within: to %1 or more", "alza within: ad almeno %1"},
     {"All items must fit side by side into the run of words that within: allows.",
      "Tutte le voci devono stare una accanto all'altra nelle parole che within: ammette."}},
    {Code::kBadRegex, "E050",
     {"not a regular expression: %1", "non è un'espressione regolare: %1"},
     {"the syntax is RE2's; a sign that means itself is written with a backslash before it",
      "la sintassi è quella di RE2; un segno che vale per sé si scrive con una barra inversa "
      "davanti"},
     {"RE2 could not read the pattern at the marked place.",
      "RE2 non è riuscito a leggere l'espressione nel punto indicato."}},
    {Code::kLookAround, "E051",
     {"look-ahead and look-behind are not available: %1",
      "lookahead e lookbehind non sono disponibili: %1"},
     {"match the neighbouring text too, or excuse it under unless: find:",
      "comprendi nell'espressione anche il testo vicino, o scusalo sotto unless: find:"},
     {"Regexes run in linear time, which rules out (?=…), (?!…), (?<=…) and (?<!…). What must "
      "not stand around a hit goes under unless: find:, which excuses hits inside its span.",
      "Le espressioni regolari girano in tempo lineare, il che esclude (?=…), (?!…), (?<=…) e "
      "(?<!…). Ciò che non deve stare intorno va sotto unless: find:, che scusa ciò che sta "
      "dentro il suo tratto."}},
    {Code::kBackReference, "E052",
     {"back-references are not available: %1", "i riferimenti all'indietro non sono disponibili: "
      "%1"},
     {"write the alternatives out; repeated letters are already read squeezed in words:",
      "scrivi le alternative per esteso; le lettere ripetute sono già lette senza ripetizioni in "
      "words:"},
     {"Regexes run in linear time, which rules out \\1 and (?P=name).",
      "Le espressioni regolari girano in tempo lineare, il che esclude \\1 e (?P=nome)."}},
    {Code::kFoldedAway, "E053",
     {"cannot occur in the text that regex: reads: %1",
      "non può stare nel testo che regex: legge: %1"},
     {"write: %2", "scrivi: %2"},
     {"regex: reads the text after folding: lower case, without accents, typographic signs made "
      "plain, white space one space. For the text as it was written use regex_raw:.",
      "regex: legge il testo dopo la semplificazione: minuscole, senza accenti, segni tipografici "
      "resi semplici, spazi ridotti a uno. Per il testo com'è scritto usa regex_raw:."}},
    {Code::kFoldedClass, "E054",
     {"finds nothing in the text that regex: reads: %1",
      "non trova nulla nel testo che regex: legge: %1"},
     {"capitals and accents are folded away there; use regex_raw: to see them, or the condition "
      "caps:",
      "lì maiuscole e accenti non ci sono più; usa regex_raw: per vederli, o la condizione "
      "caps:"},
     {"Classes of capitals, of combining marks or of single bytes (\\C) cannot match folded "
      "text, or could end inside a character.",
      "Le classi di maiuscole, di segni combinanti o di singoli byte (\\C) non trovano nulla nel "
      "testo semplificato, o potrebbero finire dentro un carattere."}},
    {Code::kMatchesEmpty, "E055",
     {"the pattern can match an empty text", "l'espressione può trovare un testo vuoto"},
     {"make one part obligatory: + instead of *, or remove ? and the empty alternative",
      "rendi obbligatoria una parte: + al posto di *, o togli ? e l'alternativa vuota"},
     {"A pattern that can match an empty text matches everywhere.",
      "Un'espressione che può trovare un testo vuoto trova dappertutto."}},
    {Code::kDuplicateRule, "E060",
     {"rule defined twice: %1, first in %2 at line %3",
      "regola definita due volte: %1, prima in %2 alla riga %3"},
     {"give one of them another id", "dai a una delle due un altro id"},
     {"Verdicts, overrides and reports name rules by pack and id.",
      "Verdetti, overrides e rapporti nominano le regole per pacchetto e id."}},
    {Code::kDuplicatePack, "E061",
     {"pack defined twice: %1, first in %2", "pacchetto definito due volte: %1, prima in %2"},
     {"rename one of them, or read only one of the files",
      "rinominane uno, o leggi solo uno dei due file"},
     {"Each pack is one file with a name of its own.",
      "Ogni pacchetto è un file con un nome suo."}},
    {Code::kNothingToFind, "E062",
     {"the rule has nothing to find and no conditions: it would hit every comment",
      "la regola non ha niente da cercare e nessuna condizione: varrebbe per ogni commento"},
     {"add find: or when:", "aggiungi find: o when:"},
     {"A rule needs something to find, or conditions under when:, or both.",
      "Una regola ha bisogno di qualcosa da trovare, o di condizioni sotto when:, o di "
      "entrambe."}},
    {Code::kUnknownChannel, "E063",
     {"unknown channel: %1", "canale sconosciuto: %1"},
     {"known are %2; others are declared under channels: in site.yaml",
      "si conoscono %2; gli altri si dichiarano sotto channels: in site.yaml"},
     {"A rule for a channel that nobody writes would never apply.",
      "Una regola per un canale che nessuno scrive non varrebbe mai."}},
    {Code::kConditionCycle, "E064",
     {"rules depend on each other in a circle: %1",
      "regole che dipendono l'una dall'altra in cerchio: %1"},
     {"take the label: or topic: condition out of one of them",
      "togli da una di loro la condizione label: o topic:"},
     {"A rule with a condition on a label is judged after every rule with that label, which must "
      "come to an end.",
      "Una regola con una condizione su un'etichetta è giudicata dopo tutte quelle che hanno "
      "l'etichetta, e si deve arrivare a una fine."}},
    {Code::kUnknownPlaceholder, "E065",
     {"unknown placeholder: %1", "segnaposto sconosciuto: %1"},
     {"one of: {{policy}} {{policy_url}} {{title}} {{action}}",
      "uno fra: {{policy}} {{policy_url}} {{title}} {{action}}"},
     {"The citizen would read the placeholder as it stands.",
      "Il cittadino leggerebbe il segnaposto così com'è."}},
    {Code::kBadLabel, "E066",
     {"not a label: %1", "non è un'etichetta: %1"},
     {"lower-case words joined by dots, like hate.religion",
      "parole minuscole unite da punti, come hate.religion"},
     {"A label is one or more words of a to z, digits and underscores, joined by dots.",
      "Un'etichetta è fatta di una o più parole di lettere dalla a alla z, cifre e trattini "
      "bassi, unite da punti."}},
    {Code::kLabelNotHere, "E067",
     {"%1 cannot be asked for here", "%1 non si può chiedere qui"},
     {"profiles ask for what is known of the comment itself, like page or channel",
      "i profili chiedono ciò che si sa del commento, come page o channel"},
     {"A profile decides how points become actions, before any rule has been judged.",
      "Un profilo decide come i punti diventano azioni, prima che una regola sia giudicata."}},
    {Code::kBadTime, "E068",
     {"not a time: %1", "non è una data e ora: %1"},
     {"write it like 2026-11-21T09:30:00+01:00", "scrivila come 2026-11-21T09:30:00+01:00"},
     {"Times in tests are written with date, time and offset from UTC (RFC 3339).",
      "Nelle prove data e ora si scrivono con lo scarto da UTC (RFC 3339)."}},
    {Code::kSecondSite, "E070",
     {"more than one site policy: the first is %1", "più di una politica del sito: la prima è %1"},
     {"keep one of the two files", "tieni uno dei due file"},
     {"Only one file says what points lead to and who answers.",
      "Un solo file dice a che cosa portano i punti e chi risponde."}},
    {Code::kThresholdsDecrease, "E071",
     {"%1: %2 is below %3: %4", "%1: %2 è sotto %3: %4"},
     {"a harsher action needs at least as many points: flag, hold, hide, remove",
      "un'azione più dura vuole almeno gli stessi punti: flag, hold, hide, remove"},
     {"With decreasing thresholds the milder action could never happen.",
      "Con soglie che calano l'azione più mite non avverrebbe mai."}},
    {Code::kNeverActs, "E072",
     {"%1 never leads to an action", "%1 non porta mai a un'azione"},
     {"remove the line; tone, intent, topic and urgency only describe a comment",
      "togli la riga; tone, intent, topic e urgency descrivono soltanto un commento"},
     {"Criticism, questions and topics are listened to, never hidden.",
      "Critiche, domande e argomenti si ascoltano, non si nascondono."}},
    {Code::kUnknownRule, "E073",
     {"unknown rule: %1", "regola sconosciuta: %1"},
     {"write pack/id, like it.insulti/insulto-diretto",
      "scrivi pacchetto/id, come it.insulti/insulto-diretto"},
     {"An override changes a rule of a pack that was read; none has this name.",
      "Un override cambia una regola di un pacchetto letto; nessuna ha questo nome."}},
    {Code::kUnknownPackOff, "E074",
     {"unknown pack under packs: off: %1", "pacchetto sconosciuto sotto packs: off: %1"},
     {"the packs read are: %2", "i pacchetti letti sono: %2"},
     {"packs: off: names packs that were read.",
      "packs: off: nomina pacchetti che sono stati letti."}},
    {Code::kTouchesNothing, "E075",
     {"this %1 has no effect: %2", "%1 senza effetto: %2"},
     {"remove it, or check the name: it applies to no rule that was read",
      "togli la voce, o controlla il nome: non vale per nessuna delle regole lette"},
     {"A line of the site policy that changes nothing is most often a spelling mistake: somebody "
      "believes that it works.",
      "Una riga della politica del sito che non cambia nulla è quasi sempre un errore di "
      "scrittura: qualcuno crede che funzioni."}},
    {Code::kNoDefaultOffice, "E076",
     {"no office has topics: [default]", "nessun ufficio ha topics: [default]"},
     {"give it to the office that answers what belongs to nobody else",
      "dallo all'ufficio che risponde a ciò che non è di nessun altro"},
     {"Every question is owed an answer by somebody.",
      "Ogni domanda ha diritto alla risposta di qualcuno."}},
    {Code::kBadHours, "E077",
     {"not opening hours: %1", "non sono orari di apertura: %1"},
     {"write \"mon-fri 8:00-14:00, 15:00-17:00, sat 9:00-12:00\", or always",
      "scrivi \"lun-ven 8:00-14:00, 15:00-17:00, sab 9:00-12:00\", oppure always"},
     {"Days are mon tue wed thu fri sat sun (or lun mar mer gio ven sab dom); times go from 0:00 "
      "to 24:00, the later one second, and do not overlap.",
      "I giorni sono lun mar mer gio ven sab dom (o mon tue wed thu fri sat sun); le ore vanno "
      "da 0:00 a 24:00, la più tarda per seconda, e non si sovrappongono."}},
    {Code::kBadDate, "E078",
     {"not a day of closure: %1", "non è un giorno di chiusura: %1"},
     {"write it-holidays, 06-24 (every year) or 2026-12-07",
      "scrivi it-holidays, 06-24 (ogni anno) o 2026-12-07"},
     {"A closure is the Italian public holidays, a month and day of every year, or one date.",
      "Una chiusura è l'insieme delle feste italiane, un mese e giorno di ogni anno, o una "
      "data."}},
    {Code::kUnknownTimeZone, "E079",
     {"unknown time zone: %1", "fuso orario sconosciuto: %1"},
     {"write a name of the tz database, like Europe/Rome",
      "scrivi un nome del database tz, come Europe/Rome"},
     {"Due times are counted in the site's local time.",
      "Le scadenze si contano nell'ora locale del sito."}},
    {Code::kBadDuration, "E080",
     {"not a time to answer: %1", "non è un tempo di risposta: %1"},
     {"write 24h (opening hours) or 2d (opening days)",
      "scrivi 24h (ore di apertura) o 2d (giorni di apertura)"},
     {"h counts opening hours, d opening days; at least 1.",
      "h conta ore di apertura, d giorni di apertura; almeno 1."}},
    {Code::kDuplicateName, "E081",
     {"given twice: %1, first at line %2", "dato due volte: %1, prima alla riga %2"},
     {"merge the two", "uniscili"},
     {"The second would silently win over the first, or never be reached.",
      "Il secondo vincerebbe sul primo in silenzio, o non sarebbe mai raggiunto."}},
    {Code::kTooManyRules, "E090",
     {"too many rules: %1, at most %2", "troppe regole: %1, al massimo %2"},
     {"read fewer packs, or raise the limit", "leggi meno pacchetti, o alza il limite"},
     {"The limit keeps a mistake from filling the memory.",
      "Il limite evita che un errore riempia la memoria."}},
    {Code::kTooManyAllForms, "E091",
     {"too many forms in all entries: %1, at most %2",
      "troppe forme in tutte le voci: %1, al massimo %2"},
     {"read fewer packs, or raise the limit", "leggi meno pacchetti, o alza il limite"},
     {"The limit keeps a mistake from filling the memory.",
      "Il limite evita che un errore riempia la memoria."}},
    {Code::kTooManyProblems, "E092",
     {"more than %1 problems: the others are not shown",
      "più di %1 problemi: gli altri non sono mostrati"},
     {"correct the shown ones first", "correggi prima quelli mostrati"},
     {"So many problems most often have one cause, like a file of another kind.",
      "Tanti problemi hanno di solito una causa sola, come un file di altro genere."}},
    {Code::kNoPoints, "W001",
     {"no points given: 10 are used", "mancano i punti: ne valgono 10"},
     {"add a line points: N; the site policy says what N leads to",
      "aggiungi una riga points: N; la politica del sito dice a che cosa porta N"},
     {"The label can lead to an action, and points decide which; better say it.",
      "L'etichetta può portare a un'azione, e i punti decidono quale; meglio dirlo."}},
    {Code::kUnknownLabel, "W002",
     {"unknown label: %1", "etichetta sconosciuta: %1"},
     {"", ""},
     {"Labels are open, and this one looks like a known one with a spelling mistake; under the "
      "wrong name it would be counted and judged apart.",
      "Le etichette sono libere, e questa somiglia a una conosciuta con un errore; col nome "
      "sbagliato sarebbe contata e giudicata a parte."}},
    {Code::kNoRequiredText, "W003",
     {"no required text: the pattern runs on every comment",
      "nessun testo obbligatorio: l'espressione gira su ogni commento"},
     {"add letters that every match must hold, if there are any",
      "aggiungi lettere che ogni riscontro deve contenere, se ce ne sono"},
     {"Patterns run only on comments that hold the text they need. One that needs none is slow "
      "when there are many of them.",
      "Le espressioni girano solo sui commenti che contengono il testo di cui hanno bisogno. Una "
      "che non ne richiede è lenta, quando ce ne sono molte."}},
    {Code::kSignNotRead, "W004",
     {"ignored inside a phrase: %1", "ignorato dentro una frase: %1"},
     {"make it an entry of its own", "fanne una voce a sé"},
     {"What stands between words does not matter, emoji included. An emoji, a #tag or a @name "
      "is looked for when it is the whole entry.",
      "Ciò che sta fra le parole non conta, emoji comprese. Un'emoji, un #tag o un @nome si cerca "
      "quando è l'intera voce."}},
    {Code::kEmptyPlaceholder, "W005",
     {"no value for the placeholder %1", "manca il valore del segnaposto %1"},
     {"give the rule or the pack a value for it, or take it out of the message",
      "dai alla regola o al pacchetto un valore, o toglilo dal messaggio"},
     {"The citizen would read a message with an empty place.",
      "Il cittadino leggerebbe un messaggio con un posto vuoto."}},
    {Code::kEllipsis, "W006",
     {"the sign … is punctuation, not a gap", "il segno … è punteggiatura, non un vuoto"},
     {"write three dots: ...", "scrivi tre puntini: ..."},
     {"Editors turn three dots into one sign, which says nothing here.",
      "Gli editor trasformano tre puntini in un segno solo, che qui non dice nulla."}},
    {Code::kConditionOnNothing, "W007",
     {"no rule has the label %1", "nessuna regola ha l'etichetta %1"},
     {"check the spelling, or read the pack that gives it",
      "controlla come è scritta, o leggi il pacchetto che la dà"},
     {"The condition cannot hold with the packs that were read.",
      "Coi pacchetti letti la condizione non può valere."}},
    {Code::kTokenInPhrase, "W008",
     {"%1 is or holds an emoji, #tag or @name, which is not found inside a phrase or near:",
      "%1 è o contiene un'emoji, un #tag o un @nome, che non si trova dentro una frase o near:"},
     {"make it an entry of its own", "fanne una voce a sé"},
     {"What separates the words of a phrase or of near: does not matter, so an emoji cannot be one "
      "of them.",
      "Ciò che separa le parole di una frase o di near: non conta, perciò un'emoji non può "
      "esserne una."}},
    {Code::kListTooDeep, "E049",
     {"lists are nested too deep: %1 is %2 deep, at most %3",
      "liste annidate troppo a fondo: %1 è a %2 livelli, al massimo %3"},
     {"write the entries of the inner lists out", "scrivi per esteso le voci delle liste interne"},
     {"A list may use lists that use lists, but not without end.",
      "Una lista può usare liste che usano liste, ma non all'infinito."}},
    {Code::kSingleByte, "E056",
     {"a single byte could end inside a character: %1",
      "un singolo byte potrebbe finire dentro un carattere: %1"},
     {"use . for any character", "usa . per un carattere qualsiasi"},
     {"Hits are shown to people in the text of the comment, so they never cut a character in two.",
      "Ciò che si trova è mostrato alle persone nel testo del commento, perciò non taglia mai un "
      "carattere in due."}},
    {Code::kBadSpelling, "E069",
     {"a chat spelling must be plain words: %1",
      "una grafia da chat dev'essere di parole semplici: %1"},
     {"on the left what is meant, one to eight words; on the right one word for each way to write it: "
      "perché: [xké, xke]",
      "a sinistra quel che si intende, da una a otto parole; a destra una parola per ogni modo di "
      "scriverlo: perché: [xké, xke]"},
     {"A chat table is a list of words, and of how people write them in chats. Signs, stars, lists and "
      "alternatives of rules have no place in it.",
      "Una tabella delle grafie da chat è una lista di parole, e di come la gente le scrive in chat. "
      "Segni, asterischi, liste e alternative delle regole qui non c'entrano."}},
    {Code::kRegexTooLarge, "E057",
     {"the regex is too large: about %1 instructions, at most %2",
      "l'espressione è troppo grande: circa %1 istruzioni, al massimo %2"},
     {"use shorter repetitions ({1,1000} counts a thousand times), or write several regexes",
      "usa ripetizioni più corte ({1,1000} conta mille volte), o scrivi più espressioni"},
     {"The limit of one regex (regex_instructions) keeps it quick to compile and to run. A character "
      "counts one or two, a class like \\pL 1,200, and a repetition multiplies.",
      "Il limite di un'espressione (regex_instructions) fa sì che si compili e giri in fretta. Un "
      "carattere vale uno o due, una classe come \\pL 1200, e una ripetizione moltiplica."}},
    {Code::kRegexTooDeep, "E058",
     {"groups of a regex are nested too deep: at most %1",
      "gruppi di un'espressione annidati troppo a fondo: al massimo %1"},
     {"take out the parentheses that nothing needs", "togli le parentesi che non servono"},
     {"A regex may have groups inside groups, but not without end.",
      "Un'espressione può avere gruppi dentro gruppi, ma non all'infinito."}},
    {Code::kTooManyMeanings, "E059",
     {"too many meanings of one chat spelling: %1, at most %2",
      "troppi significati di una sola grafia da chat: %1, al massimo %2"},
     {"keep the meanings that people do write", "tieni i significati che la gente scrive davvero"},
     {"Each meaning is one more way to read the word wherever it stands in a comment.",
      "Ogni significato è un modo in più di leggere la parola ovunque stia in un commento."}},
    {Code::kTooMuchRegexWork, "E093",
     {"the regexes of all files cost too much: %1, at most %2",
      "le espressioni di tutti i file costano troppo: %1, al massimo %2"},
     {"make the largest ones smaller, or read fewer packs",
      "rendi più piccole le più grandi, o leggi meno pacchetti"},
     {"The limit (regex_work) keeps loading within seconds. A regex of n instructions costs "
      "100 + n × (1 + n / 500), so that one large regex costs more than many small ones.",
      "Il limite (regex_work) fa sì che il caricamento duri pochi secondi. Un'espressione di n "
      "istruzioni costa 100 + n × (1 + n / 500), così una grande costa più di molte piccole."}},
    {Code::kTextTooLong, "E094",
     {"%1 is too long: %2 bytes, at most %3", "%1 è troppo lungo: %2 byte, al massimo %3"},
     {"write it shorter", "scrivilo più corto"},
     {"Names, titles, labels and addresses are kept with every rule that has them.",
      "Nomi, titoli, etichette e indirizzi si tengono con ogni regola che li ha."}},
    {Code::kTooManyTests, "E095",
     {"too many tests in all files: %1, at most %2", "troppe prove in tutti i file: %1, al massimo %2"},
     {"read fewer packs, or keep the tests that tell something new",
      "leggi meno pacchetti, o tieni le prove che dicono qualcosa di nuovo"},
     {"The limit keeps a mistake from filling the memory.",
      "Il limite evita che un errore riempia la memoria."}},
    {Code::kTooManyProfiles, "E096",
     {"too many profiles: %1, at most %2", "troppi profili: %1, al massimo %2"},
     {"let one profile serve several pages or channels",
      "fai servire un profilo a più pagine o canali"},
     {"The first profile whose conditions hold is taken, so each one more slows every comment down.",
      "Si prende il primo profilo le cui condizioni valgono, perciò ognuno in più rallenta ogni "
      "commento."}},
    {Code::kEntryTooLong, "E097",
     {"the entry is too long: %1 bytes with its alternatives written out, at most %2",
      "la voce è troppo lunga: %1 byte con le alternative scritte per esteso, al massimo %2"},
     {"split it into several entries", "dividila in più voci"},
     {"Every combination of alternatives becomes a form of its own, with all that stands around them.",
      "Ogni combinazione di alternative diventa una forma a sé, con tutto ciò che le sta attorno."}},
    {Code::kEntriesTooLong, "E098",
     {"the entries of all files are too long: %1 bytes with alternatives written out, at most %2",
      "le voci di tutti i file sono troppo lunghe: %1 byte con le alternative scritte per esteso, al "
      "massimo %2"},
     {"use fewer alternatives in long entries, or read fewer packs",
      "usa meno alternative nelle voci lunghe, o leggi meno pacchetti"},
     {"The limit (form_bytes) keeps a mistake from filling the memory.",
      "Il limite (form_bytes) evita che un errore riempia la memoria."}},
    {Code::kMoreProblems, "W009",
     {"%1 more problems in all files are not shown",
      "altri %1 problemi in tutti i file non sono mostrati"},
     {"correct the shown ones first", "correggi prima quelli mostrati"},
     {"So many problems most often have one cause. Errors are shown before warnings are.",
      "Tanti problemi hanno di solito una causa sola. Gli errori si mostrano prima degli avvisi."}},
};

struct HintRow {
  Hint hint;
  Bilingual text;
};

constexpr HintRow kHints[] = {
    {Hint::kDidYouMean, {"did you mean %1?", "forse intendevi %1?"}},
    {Hint::kDidYouMeanLine,
     {"did you mean %1, defined at line %2?", "forse intendevi %1, definito alla riga %2?"}},
    {Hint::kDidYouMeanFile,
     {"did you mean %1, defined in %2 at line %3?",
      "forse intendevi %1, definito in %2 alla riga %3?"}},
    {Hint::kOneOf, {"one of: %1", "uno fra: %1"}},
    {Hint::kQuote, {"put it in quotes: %1", "mettilo fra virgolette: %1"}},
    {Hint::kWrite, {"write: %1", "scrivi: %1"}},
    {Hint::kGivePolicyUrl,
     {"add policy_url to the site policy (site.yaml): the address of the page with the rules for "
      "comments",
      "aggiungi policy_url alla politica del sito (site.yaml): l'indirizzo della pagina con le "
      "regole per i commenti"}},
    {Hint::kNone, {"", ""}},
};

struct TermRow {
  Term term;
  Bilingual text;
};

constexpr TermRow kTerms[] = {
    {Term::kNone, {"", ""}},
    {Term::kText, {"a text", "un testo"}},
    {Term::kList, {"a list", "una lista"}},
    {Term::kMap, {"a map of keys", "una mappa di chiavi"}},
    {Term::kNothing, {"empty", "vuoto"}},
    {Term::kWholeNumber, {"a whole number", "un numero intero"}},
    {Term::kAnchor, {"an anchor", "un'ancora"}},
    {Term::kAlias, {"an alias", "un alias"}},
    {Term::kTag, {"a tag", "un tag"}},
    {Term::kReserved, {"a reserved sign", "un segno riservato"}},
    {Term::kDirective, {"a directive", "una direttiva"}},
    {Term::kBlockText, {"the beginning of a block of text", "l'inizio di un blocco di testo"}},
    {Term::kCommentSign, {"a comment", "un commento"}},
    {Term::kFlowSign, {"a sign of lists and maps", "un segno di liste e mappe"}},
    {Term::kMapKey, {"the key of a map", "la chiave di una mappa"}},
    {Term::kBrokenQuote, {"a quotation", "una citazione"}},
    {Term::kPackName, {"a name for a pack", "un nome per un pacchetto"}},
    {Term::kRuleId, {"an id for a rule", "un id per una regola"}},
    {Term::kListName, {"a name for a list", "un nome per una lista"}},
    {Term::kChannelName, {"a name for a channel", "un nome per un canale"}},
    {Term::kOfficeName, {"a name for an office", "un nome per un ufficio"}},
    {Term::kLanguageCode, {"a language code like it or en", "un codice di lingua come it o en"}},
    {Term::kChatName, {"a name for a chat table", "un nome per una tabella delle grafie da chat"}},
    {Term::kOverride, {"override", "override"}},
    {Term::kProfile, {"profile", "profilo"}},
    {Term::kOffice, {"office", "ufficio"}},
    {Term::kOff, {"off", "off"}},
};

std::string_view Pick(const Bilingual& text, MessageLanguage language) {
  return language == MessageLanguage::kItalian ? text.italian : text.english;
}

const Row& RowOf(Code code) { return kRows[static_cast<std::size_t>(code)]; }

constexpr bool RowsAreInOrder() {
  std::size_t at = 0;
  for (const Row& row : kRows) {
    if (static_cast<std::size_t>(row.code) != at++) return false;
  }
  at = 0;
  for (const HintRow& row : kHints) {
    if (static_cast<std::size_t>(row.hint) != at++) return false;
  }
  at = 0;
  for (const TermRow& row : kTerms) {
    if (static_cast<std::size_t>(row.term) != at++) return false;
  }
  return true;
}
static_assert(RowsAreInOrder(), "the tables are indexed by their enums");
static_assert(std::size(kRows) == static_cast<std::size_t>(Code::kMoreProblems) + 1);
static_assert(std::size(kHints) == static_cast<std::size_t>(Hint::kNone) + 1);
static_assert(std::size(kTerms) == static_cast<std::size_t>(Term::kOff) + 1);

std::string Fill(std::string_view text, const Arguments& arguments, MessageLanguage language) {
  std::string filled;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool argument = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' &&
                          text[i + 1] <= '9';
    if (!argument) {
      filled.push_back(text[i]);
      continue;
    }
    const std::size_t index = static_cast<std::size_t>(text[++i] - '1');
    if (index >= arguments.size()) continue;
    const Argument& given = arguments[index];
    filled += given.term == Term::kNone
                  ? std::string_view(given.text)
                  : Pick(kTerms[static_cast<std::size_t>(given.term)].text, language);
  }
  return filled;
}

constexpr auto kCodes = [] {
  std::array<Code, std::size(kRows)> codes{};
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = kRows[i].code;
  return codes;
}();

}  // namespace

std::string_view CodeName(Code code) { return RowOf(code).name; }

Severity CodeSeverity(Code code) {
  return RowOf(code).name.front() == 'W' ? Severity::kWarning : Severity::kError;
}

std::span<const Code> AllCodes() { return kCodes; }

std::optional<Code> FindCode(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.code;
  }
  return std::nullopt;
}

std::string Message(Code code, const Arguments& arguments, MessageLanguage language) {
  return Fill(Pick(RowOf(code).message, language), arguments, language);
}

std::string DefaultHint(Code code, const Arguments& arguments, MessageLanguage language) {
  return Fill(Pick(RowOf(code).hint, language), arguments, language);
}

std::string OtherPlaces(std::size_t others, MessageLanguage language) {
  constexpr Bilingual kOne = {" (and in one other place)", " (e in un altro punto)"};
  constexpr Bilingual kMany = {" (and in %1 other places)", " (e in altri %1 punti)"};
  if (others == 0) return "";
  return Fill(Pick(others == 1 ? kOne : kMany, language), {others}, language);
}

std::string HintText(Hint hint, const Arguments& arguments, MessageLanguage language) {
  return Fill(Pick(kHints[static_cast<std::size_t>(hint)].text, language), arguments, language);
}

std::string ExplainCode(std::string_view name, MessageLanguage language) {
  const std::optional<Code> code = FindCode(name);
  if (!code) return "";
  const Row& row = RowOf(*code);
  const Arguments shown = {"…", "…", "…", "…"};
  std::string text = base::Cat(row.name, ": ", Message(*code, shown, language), "\n\n",
                               Pick(row.explanation, language), "\n");
  const std::string hint = DefaultHint(*code, shown, language);
  if (!hint.empty()) text += base::Cat("\n", hint, "\n");
  return text;
}

}  // namespace ascolto::diagnostics
