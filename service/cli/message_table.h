// The catalogue itself: every text of the command line that people read, in English and Italian.
// Included by messages.h alone.
//
// %1 … %9 are arguments. &1 … &9 are arguments that are themselves texts of this catalogue.
//
// Words of the rule language (actions, readings, labels, statuses) are the same in both languages:
// that is how they stand in rule files.

#ifndef ASCOLTO_SERVICE_CLI_MESSAGE_TABLE_H_
#define ASCOLTO_SERVICE_CLI_MESSAGE_TABLE_H_

#include <string_view>

namespace ascolto::cli {

struct Bilingual {
  std::string_view english;
  std::string_view italian;
};

// What the command says itself.
inline constexpr Bilingual kOwnTexts[] = {
    // Help: the frame.
    {"Ascolto reads the comments on the pages of institutions. For each comment it says which\n"
     "rules it meets, what to do with it, and whether somebody is owed an answer.",
     "Ascolto legge i commenti sulle pagine degli enti. Di ogni commento dice quali regole incontra,\n"
     "che cosa farne, e se a qualcuno spetta una risposta."},
    {"Exit codes: 0 all well, 1 findings, 2 cannot run. `ascolto VERB --help` shows an example.",
     "Codici di uscita: 0 tutto bene, 1 c'è qualcosa da vedere, 2 non eseguibile.\n"
     "`ascolto VERBO --help` mostra un esempio."},
    {"Usage", "Uso"},
    {"OPTIONS", "OPZIONI"},
    {"VERB", "VERBO"},
    {"Verbs", "Verbi"},
    {"Options", "Opzioni"},
    {"Arguments", "Argomenti"},
    {"REQUIRED", "OBBLIGATORIO"},
    {"PATH", "PERCORSO"},
    {"FILE", "FILE"},
    {"TEXT", "TESTO"},
    {"CODE", "CODICE"},
    {"LANG", "LINGUA"},
    {"FORMAT", "FORMATO"},
    {"ADDRESS", "INDIRIZZO"},
    {"NAME=VALUE", "NOME=VALORE"},
    {"N", "N"},
    {"SIZE", "DIMENSIONE"},
    {"TIME", "TEMPO"},
    {"text|json", "text|json"},
    {"debug|info|warning|error", "debug|info|warning|error"},
    {"Print this help and exit", "Mostra questo aiuto ed esce"},
    {"Print the version and exit", "Mostra la versione ed esce"},
    {"Write JSON instead of text for people", "Scrive JSON al posto di testo per le persone"},
    {"Language of everything that is printed: en or it. Without it LC_ALL, LC_MESSAGES and LANG decide",
     "Lingua di tutto ciò che viene scritto: en o it. Se manca, decidono LC_ALL, LC_MESSAGES e LANG"},
    {"Rule files, or folders that hold rule files", "File di regole, o cartelle che ne contengono"},
    {"Files of comments; - is standard input", "File di commenti; - è lo standard input"},
    {"Format of the input: jsonl, csv (with a header) or plain (one comment a line). Without it\n"
     "the end of the file's name decides; standard input is jsonl",
     "Formato di ciò che si legge: jsonl, csv (con intestazione) o plain (un commento per riga).\n"
     "Se manca, decide la fine del nome del file; lo standard input è jsonl"},
    {"Format of the output: jsonl (one verdict a line) or table",
     "Formato di ciò che si scrive: jsonl (un verdetto per riga) o table"},

    // Help: check.
    {"List the problems of rule files", "Elenca i problemi dei file di regole"},
    {"Exit codes: 0 no problems, 1 errors or warnings, 2 cannot run.\n"
     "Example:  ascolto check rules --lang it",
     "Codici di uscita: 0 nessun problema, 1 errori o avvisi, 2 non eseguibile.\n"
     "Esempio:  ascolto check rules --lang it"},
    // Help: test.
    {"Run the tests inside rule files", "Esegue le prove scritte nei file di regole"},
    {"List the tests under todo that do not pass yet, too",
     "Elenca anche le prove sotto todo che non riescono ancora"},
    {"Exit codes: 0 no test failed, 1 a test failed or there are no tests, 2 cannot run.\n"
     "Example:  ascolto test rules",
     "Codici di uscita: 0 nessuna prova fallita, 1 una prova è fallita o non ce ne sono, 2 non\n"
     "eseguibile.\n"
     "Esempio:  ascolto test rules"},
    // Help: classify.
    {"Classify the comments of files", "Classifica i commenti di uno o più file"},
    {"Pass unknown keys of the input on to the verdicts",
     "Riporta nei verdetti le chiavi sconosciute di ciò che si legge"},
    {"Stop at the first line that has an error", "Si ferma alla prima riga con un errore"},
    {"Lines with errors are named on stderr and left out.\n"
     "Exit codes: 0 no line had an error, 1 some had, 2 cannot run.\n"
     "Example:  echo '{\"text\": \"Quando riapre la biblioteca?\"}' |\n"
     "            ascolto classify --rules rules --format table -",
     "Le righe con errori sono indicate su stderr e saltate.\n"
     "Codici di uscita: 0 nessuna riga con errori, 1 alcune ne avevano, 2 non eseguibile.\n"
     "Esempio:  echo '{\"text\": \"Quando riapre la biblioteca?\"}' |\n"
     "            ascolto classify --rules rules --format table -"},
    // Help: explain.
    {"Explain the verdict of one comment", "Spiega il verdetto di un commento"},
    {"Text of the comment", "Testo del commento"},
    {"A field of the comment, like channel=facebook; may be given several times",
     "Un campo del commento, come channel=facebook; si può dare più volte"},
    {"Example:  ascolto explain --rules rules --field channel=facebook \"sei un cretino\"",
     "Esempio:  ascolto explain --rules rules --field channel=facebook \"sei un cretino\""},
    // Help: help.
    {"Explain a code that check prints", "Spiega un codice scritto da check"},
    {"Codes like E031; without any, all codes are listed",
     "Codici come E031; se mancano, sono elencati tutti"},
    {"Example:  ascolto help E031 --lang it", "Esempio:  ascolto help E031 --lang it"},
    // Help: send.
    {"Send the comments of files to a running service",
     "Manda i commenti di uno o più file a un servizio in funzione"},
    {"Address of the service, HOST:PORT or unix:/PATH",
     "Indirizzo del servizio, HOST:PORTA o unix:/PERCORSO"},
    {"Use TLS; the service's certificate must be signed by one of these, PEM",
     "Usa TLS; il certificato del servizio dev'essere firmato da uno di questi, PEM"},
    {"Certificate to show to the service, PEM", "Certificato da mostrare al servizio, PEM"},
    {"Private key of the certificate to show, PEM",
     "Chiave privata del certificato da mostrare, PEM"},
    {"File that holds the token to send", "File che contiene il token da mandare"},
    {"Comments in one message of the stream", "Commenti in un messaggio del flusso"},
    {"Exit codes: 0 no line had an error, 1 some had, 2 cannot run.\n"
     "Example:  ascolto send --address 127.0.0.1:50051 --format table examples/comments.jsonl",
     "Codici di uscita: 0 nessuna riga con errori, 1 alcune ne avevano, 2 non eseguibile.\n"
     "Esempio:  ascolto send --address 127.0.0.1:50051 --format table examples/comments.jsonl"},
    // Help: serve. (The settings have their texts in service/config; see kOtherTexts.)
    {"Run the service, over gRPC and HTTP", "Avvia il servizio, su gRPC e HTTP"},
    {"File of settings, YAML; flags override it",
     "File delle impostazioni, YAML; le opzioni valgono di più"},
    {"Print all settings as such a file, and exit",
     "Scrive tutte le impostazioni come un tale file, ed esce"},
    {"--no-NAME turns a switch off. Prints `listening on ADDRESS` as soon as it answers; after that\n"
     "it logs on stderr. SIGHUP reads rules, tokens and certificates again, and keeps the old ones\n"
     "if the new ones have errors. SIGTERM and SIGINT end it with exit code 0, once accepted\n"
     "requests are answered.\n"
     "Example:  ascolto serve --rules rules --listen 127.0.0.1:50051",
     "--no-NOME spegne un interruttore. Scrive `in ascolto su INDIRIZZO` appena risponde; poi tiene\n"
     "il registro su stderr. SIGHUP rilegge regole, token e certificati, e tiene i vecchi se i nuovi\n"
     "hanno errori. SIGTERM e SIGINT lo chiudono con codice 0, dopo aver risposto alle richieste\n"
     "accettate.\n"
     "Esempio:  ascolto serve --rules rules --listen 127.0.0.1:50051"},

    // Errors of arguments.
    {"error: %1", "errore: %1"},
    {"no verb given; the verbs are %1", "manca il verbo; i verbi sono %1"},
    {"unknown verb: %1; did you mean %2?", "verbo sconosciuto: %1; forse intendevi %2?"},
    {"unknown verb: %1; the verbs are %2", "verbo sconosciuto: %1; i verbi sono %2"},
    {"unknown flag: %1; did you mean %2?", "opzione sconosciuta: %1; forse intendevi %2?"},
    {"unknown flag: %1; see %2", "opzione sconosciuta: %1; vedi %2"},
    {"one argument too many: %1; see %2", "un argomento di troppo: %1; vedi %2"},
    {"%1 is missing; see %2", "manca %1; vedi %2"},
    {"%1 needs a value; see %2", "%1 vuole un valore; vedi %2"},
    {"%1 is given more than once; give it once", "%1 è dato più di una volta; dallo una volta sola"},
    {"%1 takes no value; see %2", "%1 non vuole un valore; vedi %2"},
    {"cannot use %1; see %2", "non si può usare %1; vedi %2"},
    {"%1 cannot be \"%2\"; give %3", "%1 non può essere \"%2\"; scrivi %3"},
    {"%1 or %2", "%1 o %2"},
    {"%1, %2 or %3", "%1, %2 o %3"},
    {"a whole number from %1 to %2", "un numero intero da %1 a %2"},
    {"unknown field: %1; give NAME=VALUE, where NAME is one of %2",
     "campo sconosciuto: %1; scrivi NOME=VALORE, dove NOME è uno fra %2"},
    {"unknown code: %1; `ascolto help` lists all codes",
     "codice sconosciuto: %1; `ascolto help` elenca tutti i codici"},
    {"only one of --tls-certificate and --tls-key is given; give both",
     "è dato solo uno fra --tls-certificate e --tls-key; dalli entrambi"},
    {"--tls-key is given without --tls-ca; give --tls-ca, --tls-certificate and --tls-key",
     "--tls-key è dato senza --tls-ca; dai --tls-ca, --tls-certificate e --tls-key"},
    {"no token in %1; give a file that holds one token and nothing else",
     "nessun token in %1; dai un file che contenga un token e nient'altro"},
    {"others could read the token on the way to %1: there is no TLS; give --tls-ca",
     "altri potrebbero leggere il token sulla strada per %1: non c'è TLS; dai --tls-ca"},
    {"no service answers at %1; start one with: ascolto serve --rules rules --listen %1",
     "nessun servizio risponde a %1; avviane uno con: ascolto serve --rules rules --listen %1"},
    {"no service answers at %1 with TLS and a certificate signed by %2; check the address, the "
     "files, and whether the service wants --tls-certificate",
     "nessun servizio risponde a %1 con TLS e un certificato firmato da %2; controlla l'indirizzo, "
     "i file, e se il servizio vuole --tls-certificate"},
    {"the service at %1 ended the call: %2", "il servizio a %1 ha chiuso la chiamata: %2"},
    {"the service answered with the wrong number of verdicts: %1; %2 were expected",
     "il servizio ha risposto con un numero sbagliato di verdetti: %1; ne servivano %2"},

    // Counts.
    {"%1 rule", "%1 regola"},
    {"%1 rules", "%1 regole"},
    {"%1 error", "%1 errore"},
    {"%1 errors", "%1 errori"},
    {"%1 warning", "%1 avviso"},
    {"%1 warnings", "%1 avvisi"},
    {"%1 comment", "%1 commento"},
    {"%1 comments", "%1 commenti"},
    {"%1 test", "%1 prova"},
    {"%1 tests", "%1 prove"},
    {"%1 test failed", "%1 prova fallita"},
    {"%1 tests failed", "%1 prove fallite"},
    {"%1 known gap", "%1 lacuna nota"},
    {"%1 known gaps", "%1 lacune note"},
    {"%1 test under todo passes now", "%1 prova sotto todo ora riesce"},
    {"%1 tests under todo pass now", "%1 prove sotto todo ora riescono"},

    // check.
    {"no problems", "nessun problema"},

    // test.
    {"%1 of %2", "%1 di %2"},
    {"no test failed", "nessuna prova fallita"},
    {"no tests in %1: write some under tests:, with match: and pass:",
     "nessuna prova in %1: scrivine sotto tests:, con match: e pass:"},
    {"rule without tests: %1", "regola senza prove: %1"},
    {"%1: %2 should match: %3", "%1: %2 deve trovare: %3"},
    {"%1: %2 should not match: %3", "%1: %2 non deve trovare: %3"},
    {"other rules hit it: %1", "lo trovano altre regole: %1"},
    {"passes", "riesce"},
    {"fails", "fallisce"},
    {"known gap", "lacuna nota"},
    {"passes now, move it out of todo", "ora riesce, toglila da todo"},
    {"cannot run", "non eseguibile"},

    // classify and send: the table.
    {"ACTION", "AZIONE"},
    {"LABELS", "ETICHETTE"},
    {"RULES", "REGOLE"},
    {"ANSWER OWED", "RISPOSTA DOVUTA"},
    {"shadow", "in prova"},
    {"by %1", "entro il %1"},
    {"report", "segnalazione"},
    {"complaint", "reclamo"},
    {"request", "richiesta"},
    {"question", "domanda"},
    {"proposal", "proposta"},

    // explain.
    {"read as", "letto"},
    {"words", "parole"},
    {"reading", "lettura"},
    {"token", "elemento"},
    {"rule", "regola"},
    {"verdict", "verdetto"},
    {"label", "etichetta"},
    {"answer", "risposta"},
    {"message", "messaggio"},
    {"%1, %2, at %3", "%1, %2, a %3"},
    {"%1 %2 at %3", "%1 %2 a %3"},
    {"%1: \"%2\" at %3, %4", "%1: \"%2\" a %3, %4"},
    {"means: %1", "significa: %1"},
    {"(too long to be written out)", "(troppo lungo per essere scritto)"},
    {"%1… (%2 bytes; --json shows all)", "%1… (%2 byte; --json mostra tutto)"},
    {"%1: %2 has %3 points, %1 begins at %4", "%1: %2 ha %3 punti, %1 comincia da %4"},
    {"%1, %2 points", "%1, %2 punti"},
    {"owed to this %1", "dovuta: %1"},
    {"owed to this %1 by %2", "dovuta: %1, ufficio %2"},
    {"link", "link"},
    {"mail", "indirizzo di posta"},
    {"mention", "menzione"},
    {"hashtag", "hashtag"},
    {"emoji", "emoji"},
    {"kept", "tenuto"},
    {"excused", "scusato"},
    {"overlapped", "sovrapposto"},
    {"found", "trovato"},
    {"hit", "riscontro"},
    {"other language", "altra lingua"},
    {"condition fails", "condizione non soddisfatta"},
    {"comment excused", "commento scusato"},
    {"hits excused", "riscontri scusati"},

    // serve.
    {"listening on %1", "in ascolto su %1"},
    {"listening for HTTP on %1", "in ascolto per HTTP su %1"},
};

// What other parts of the program say, in English, and the command passes on. The first row that
// fits is taken; an argument may be anything.
inline constexpr Bilingual kOtherTexts[] = {
    // service/config: what can be set.
    {"Rules", "Regole"},
    {"Addresses", "Indirizzi"},
    {"Access", "Accesso"},
    {"Work", "Lavoro"},
    {"Limits", "Limiti"},
    {"History", "Memoria degli autori"},
    {"Log", "Registro"},
    {"Rule files, or folders that hold rule files", "File di regole, o cartelle che ne contengono"},
    {"Read rule files again when they change, without waiting for SIGHUP",
     "Rilegge i file di regole quando cambiano, senza aspettare SIGHUP"},
    {"How long the files must stay unchanged before they are read again",
     "Per quanto tempo i file devono restare uguali prima di essere riletti"},
    {"Addresses for gRPC, HOST:PORT or unix:/PATH, one or several; port 0 is any free port",
     "Indirizzi per gRPC, HOST:PORTA o unix:/PERCORSO, uno o più; la porta 0 è una porta libera"},
    {"Address for HTTP (metrics, health, JSON), HOST:PORT; empty turns HTTP off",
     "Indirizzo per HTTP (metriche, stato, JSON), HOST:PORTA; vuoto spegne HTTP"},
    {"Tell clients which services and messages exist (gRPC reflection)",
     "Dice ai client quali servizi e messaggi esistono (gRPC reflection)"},
    {"Allow addresses that other machines can reach, even without TLS or tokens",
     "Permette indirizzi raggiungibili da altre macchine, anche senza TLS o token"},
    {"Certificate of the service with its chain, PEM; read again when it changes",
     "Certificato del servizio con la sua catena, PEM; riletto quando cambia"},
    {"Private key of that certificate, PEM", "Chiave privata di quel certificato, PEM"},
    {"Accept only callers whose certificate is signed by one of these, PEM",
     "Accetta solo chi ha un certificato firmato da uno di questi, PEM"},
    {"Accept only callers with a token of this file, YAML; read again when it changes",
     "Accetta solo chi ha un token di questo file, YAML; riletto quando cambia"},
    {"Number of threads that classify", "Numero di thread che classificano"},
    {"How long running calls may take to end when the service stops",
     "Quanto tempo hanno le chiamate in corso per finire quando il servizio si chiude"},
    {"How long a request may wait for a thread before it is refused",
     "Quanto può aspettare un thread una richiesta prima di essere rifiutata"},
    {"Comments accepted but not yet answered; further requests are refused",
     "Commenti accettati e ancora senza risposta; oltre, le richieste sono rifiutate"},
    {"Bytes of requests accepted but not yet answered; further requests are refused",
     "Byte di richieste accettate e ancora senza risposta; oltre, le richieste sono rifiutate"},
    {"Most comments in one request", "Numero massimo di commenti in una richiesta"},
    {"Largest text of one comment", "Dimensione massima del testo di un commento"},
    {"Largest request", "Dimensione massima di una richiesta"},
    {"Largest metadata or HTTP headers of one request",
     "Dimensione massima dei metadati o delle intestazioni HTTP di una richiesta"},
    {"Most connections open at the same time", "Numero massimo di connessioni aperte insieme"},
    {"Most StreamClassify calls open at the same time",
     "Numero massimo di chiamate StreamClassify aperte insieme"},
    {"Most calls of one connection at the same time",
     "Numero massimo di chiamate insieme su una connessione"},
    {"Fill in `repeats` and `author_new` of comments that lack them",
     "Completa `repeats` e `author_new` dei commenti che non li hanno"},
    {"How long an author is remembered", "Per quanto tempo si ricorda un autore"},
    {"How many authors are remembered", "Quanti autori si ricordano"},
    {"Format of the log", "Formato del registro"},
    {"Least important level that is logged", "Livello meno importante che viene registrato"},
    {"Write texts of comments into the log", "Scrive nel registro i testi dei commenti"},
    {"&1; by default none", "&1; se manca, nessuno"},
    {"&1; by default the number of processors", "&1; se manca, il numero di processori"},
    {"&1; by default %2", "&1; se manca, %2"},
    {"one PATH, or a list of them; none may be empty",
     "un PERCORSO, o una lista; nessuno può essere vuoto"},
    {"one ADDRESS, or a list of them; none may be empty",
     "un INDIRIZZO, o una lista; nessuno può essere vuoto"},
    {"one ADDRESS", "un INDIRIZZO"},
    {"one FILE", "un FILE"},
    {"on or off", "on oppure off"},
    {"a whole number from %1 to %2", "un numero intero da %1 a %2"},
    {"a size with its unit (64KiB, 4MiB), from %1 to %2",
     "una dimensione con la sua unità (64KiB, 4MiB), da %1 a %2"},
    {"a time with its unit (500ms, 20s, 2h), from %1 to %2",
     "un tempo con la sua unità (500ms, 20s, 2h), da %1 a %2"},
    {"one of %1", "uno fra %1"},
    {"the number of processors", "il numero di processori"},
    {"none", "nessuno"},
    // service/config: the file of settings.
    {"Settings of `ascolto serve --config FILE`. Flags override them.",
     "Impostazioni di `ascolto serve --config FILE`. Le opzioni valgono di più."},
    {"the file holds no settings; give lines like max_batch: 1000",
     "il file non contiene impostazioni; scrivi righe come max_batch: 1000"},
    {"%1 holds an item that is not a text; give &2",
     "%1 contiene una voce che non è un testo; scrivi &2"},
    {"%1 cannot be a map; give &2", "%1 non può essere una mappa; scrivi &2"},
    {"%1 cannot be a list; give &2", "%1 non può essere una lista; scrivi &2"},
    {"%1 cannot be \"%2\"; give &3", "%1 non può essere \"%2\"; scrivi &3"},
    {"%1 takes one value: %2 were given; give &3", "%1 vuole un valore: ne sono dati %2; scrivi &3"},
    {"unknown key: %1; did you mean %2?", "chiave sconosciuta: %1; forse intendevi %2?"},
    {"unknown key: %1; the known keys are %2", "chiave sconosciuta: %1; si conoscono %2"},
    {"unknown key; did you mean %1?", "chiave sconosciuta; forse intendevi %1?"},
    {"unknown key; the known keys are %1", "chiave sconosciuta; si conoscono %1"},
    {"no rules are given; give --rules PATH, or rules: PATH in the file of settings",
     "mancano le regole; scrivi --rules PERCORSO, o rules: PERCORSO nel file delle impostazioni"},
    {"no address to listen on; give listen or http",
     "manca un indirizzo su cui stare in ascolto; scrivi listen o http"},
    {"only %1 is given; TLS needs tls_certificate and tls_key",
     "è dato solo %1; TLS vuole tls_certificate e tls_key"},
    {"tls_client_ca is given without tls_certificate; give tls_certificate and tls_key too",
     "tls_client_ca è dato senza tls_certificate; scrivi anche tls_certificate e tls_key"},
    {"max_bytes_in_flight is too small: %1; give at least max_message_bytes, which is %2",
     "max_bytes_in_flight è troppo piccolo: %1; scrivi almeno max_message_bytes, che è %2"},
    {"max_comments_in_flight is too small: %1; give at least max_batch, which is %2",
     "max_comments_in_flight è troppo piccolo: %1; scrivi almeno max_batch, che è %2"},

    // service/access.
    {"not an address: \"%1\"; give HOST:PORT, like 127.0.0.1:50051, or unix:/PATH",
     "non è un indirizzo: \"%1\"; scrivi HOST:PORTA, come 127.0.0.1:50051, o unix:/PERCORSO"},
    {"socket path too long: %1 bytes; the limit is %2",
     "percorso del socket troppo lungo: %1 byte; il limite è %2"},
    {"%1 %2 can be reached from other machines: &3; listen on 127.0.0.1, or set allow_exposed: on",
     "%1 %2 è raggiungibile da altre macchine: &3; usa 127.0.0.1, o scrivi allow_exposed: on"},
    {"without TLS, others could read tokens and comments",
     "senza TLS altri potrebbero leggere token e commenti"},
    {"without tokens or tls_client_ca, anybody could call",
     "senza tokens o tls_client_ca chiunque potrebbe chiamare"},
    {"there are no callers; give callers: and a list below it",
     "non c'è nessun chiamante; scrivi callers: e sotto una lista"},
    {"callers is not a list; give entries that begin with - name:",
     "callers non è una lista; scrivi voci che cominciano con - name:"},
    {"no text for %1; give one", "nessun testo per %1; scrivine uno"},
    {"a caller must be a map; give name, token and roles",
     "un chiamante dev'essere una mappa; scrivi name, token e roles"},
    {"both %1 and %2 are given; give one of them", "sono dati %1 e %2; scrivine uno solo"},
    {"a caller has no name; give name: NAME", "un chiamante non ha nome; scrivi name: NOME"},
    {"a caller has no roles; give roles: [classify], and rules or admin where they are needed",
     "un chiamante non ha ruoli; scrivi roles: [classify], e rules o admin dove servono"},
    {"a caller has no token; give token, sha256 or certificate",
     "un chiamante non ha token; scrivi token, sha256 o certificate"},
    {"roles must be a list; give one like [classify, rules]",
     "roles dev'essere una lista; scrivine una come [classify, rules]"},
    {"unknown role; the roles are %1", "ruolo sconosciuto; i ruoli sono %1"},
    {"two callers have the same token; give each its own",
     "due chiamanti hanno lo stesso token; dai a ciascuno il suo"},
    {"sha256 is not a digest: it has %1 characters; give 64 hexadecimal digits",
     "sha256 non è un'impronta: ha %1 caratteri; scrivi 64 cifre esadecimali"},
    {"the token is too short: %1 characters; give %2 or more, like those of: %3",
     "il token è troppo corto: %1 caratteri; dagliene almeno %2, come quelli di: %3"},
    {"the token has characters that are not allowed; use letters, digits and - . _ ~ + / =",
     "il token ha caratteri non permessi; usa lettere, cifre e - . _ ~ + / ="},
    {"everybody on this machine can read the tokens; run: %1",
     "chiunque su questa macchina può leggere i token; esegui: %1"},
    {"no certificate found: %1; give PEM, with the service's own certificate first",
     "nessun certificato trovato: %1; dai PEM, col certificato del servizio per primo"},
    {"no certificate found: %1; give PEM", "nessun certificato trovato: %1; dai PEM"},
    {"no private key found: %1; give PEM without a passphrase",
     "nessuna chiave privata trovata: %1; dai PEM senza passphrase"},
    {"the key does not match the certificate: %1 and %2; give the key that the certificate was made "
     "for",
     "la chiave non corrisponde al certificato: %1 e %2; dai la chiave per cui il certificato è "
     "stato fatto"},
    {"cannot use this certificate: %1", "non si può usare questo certificato: %1"},
    {"no token was sent; send authorization: Bearer TOKEN",
     "non è stato mandato nessun token; usa --token-file"},
    {"the token is not known; send one that the service knows",
     "il token non è conosciuto; mandane uno che il servizio conosce"},
    {"the role %1 is needed: %2 has %3; ask who runs the service for it",
     "serve il ruolo %1: %2 ha %3; chiedilo a chi gestisce il servizio"},

    // Starting the service.
    {"cannot listen on %1: &2", "non si può stare in ascolto su %1: &2"},
    {"HTTP cannot use a Unix socket; give HOST:PORT",
     "HTTP non può usare un socket Unix; scrivi HOST:PORTA"},
    {"cannot load gRPC reflection: %1; install it, or set reflection: off",
     "non si riesce a caricare gRPC reflection: %1; installala, o scrivi reflection: off"},
    {"gRPC could not start its server", "gRPC non è riuscito ad avviare il suo server"},
    {"cannot watch the rule files: &1", "non si riesce a sorvegliare i file di regole: &1"},
    {"cannot make a file in memory: &1", "non si riesce a fare un file in memoria: &1"},
    {"cannot write a file in memory: &1", "non si riesce a scrivere un file in memoria: &1"},
    {"errors in the rule files: %1; the first is %2", "errori nei file di regole: %1; il primo è %2"},
    {"tests in the rule files fail: %1 of %2; the first is of %3",
     "prove nei file di regole fallite: %1 di %2; la prima è di %3"},
    {"the service is stopping; send the request again, to another server or later",
     "il servizio si sta chiudendo; manda di nuovo la richiesta, a un altro server o più tardi"},
    {"too many streams are open: the limit is %1; try again soon",
     "troppi flussi aperti: il limite è %1; riprova fra poco"},
    {"too many bytes of streams in flight: %1 with this request; the limit is %2; try again soon",
     "troppi byte di flussi in corso: %1 con questa richiesta; il limite è %2; riprova fra poco"},
    {"too many comments in one request: more than %1, which is the limit; send them in several",
     "troppi commenti in una richiesta: più di %1, che è il limite; mandane meno con --batch"},
    {"the request is too large: %1 bytes; the limit is %2, send the comments in several requests",
     "la richiesta è troppo grande: %1 byte; il limite è %2, manda meno commenti con --batch"},

    // lib/ascolto.
    {"errors in the rule files: %1", "errori nei file di regole: %1"},
    {"no such file or folder: %1", "file o cartella che non esiste: %1"},
    {"too many rule files at %1: at most %2 are read",
     "troppi file di regole a %1: se ne leggono al massimo %2"},
    {"too many files: %1; at most %2 (Limits::files)",
     "troppi file: %1; al massimo %2 (Limits::files)"},
    {"too many forms of words and phrases: more than %1 at \"%2\"; use fewer alternatives, or raise "
     "Limits::forms",
     "troppe forme di parole e frasi: più di %1 a \"%2\"; usa meno alternative, o alza "
     "Limits::forms"},
    {"regexes with long repetitions are too large together: at %1; repeat less, or raise "
     "Limits::regex_memory, which is %2",
     "espressioni con ripetizioni lunghe troppo grandi nell'insieme: a %1; ripeti meno, o alza "
     "Limits::regex_memory, che è %2"},
    {"the comment is too long: %1 bytes; at most %2 (Limits::comment_bytes)",
     "il commento è troppo lungo: %1 byte; al massimo %2 (Limits::comment_bytes)"},
    {"the rules find too much in the comment: more than %1 hits (Limits::hits); make fewer entries "
     "find the same words",
     "le regole trovano troppo nel commento: più di %1 riscontri (Limits::hits); fai trovare le "
     "stesse parole a meno voci"},
    {"the explanation is too large: more than %1 %2 (ExplainLimits::%3); explain a shorter comment, "
     "or a part of it",
     "la spiegazione è troppo grande: più di %1 (ExplainLimits::%3); spiega un commento più corto, o "
     "una sua parte"},
    {"not a time: \"%1\"; give RFC 3339, like 2026-11-21T09:30:00+01:00",
     "non è una data e ora: \"%1\"; scrivi RFC 3339, come 2026-11-21T09:30:00+01:00"},

    // service/json: comments.
    {"not JSON: byte %1 is not UTF-8", "non è JSON: il byte %1 non è UTF-8"},
    {"not JSON: error at byte %1; give one JSON object",
     "non è JSON: errore al byte %1; scrivi un oggetto JSON"},
    {"a number in the JSON is too large", "un numero nel JSON è troppo grande"},
    {"arrays and objects are nested too deep: the limit is %1",
     "array e oggetti annidati troppo a fondo: il limite è %1"},
    {"an object has too many members: the limit is %1",
     "un oggetto ha troppe chiavi: il limite è %1"},
    {"too many values in one document: %1; the limit is %2",
     "troppi valori in un documento: %1; il limite è %2"},
    {"not an object: %1; give {\"text\": …}", "non è un oggetto: %1; scrivi {\"text\": …}"},
    {"there is no \"text\"", "manca \"text\""},
    {"\"%1\" is not a string: %2", "\"%1\" non è una stringa: %2"},
    {"\"%1\" is not true or false: %2", "\"%1\" non è true o false: %2"},
    {"\"%1\" is not a whole number: %2", "\"%1\" non è un numero intero: %2"},
    {"\"%1\" is not a time in RFC 3339: %2", "\"%1\" non è una data e ora in RFC 3339: %2"},
    {"\"%1\" is negative: %2; give 0 or more", "\"%1\" è negativo: %2; scrivi 0 o più"},

    // service/input.
    {"the line is too long: %1 bytes; the limit is %2",
     "la riga è troppo lunga: %1 byte; il limite è %2"},
    {"the record is too long, or its quote is never closed: more than %1 bytes",
     "il record è troppo lungo, o una virgoletta non è mai chiusa: più di %1 byte"},
    {"not CSV: a quote inside a cell; double it, and put the cell between quotes",
     "non è CSV: una virgoletta dentro una cella; raddoppiala, e metti la cella fra virgolette"},
    {"not CSV: a quote is never closed; close it",
     "non è CSV: una virgoletta non è mai chiusa; chiudila"},
    {"wrong number of cells: %1; the header has %2",
     "numero di celle sbagliato: %1; l'intestazione ne ha %2"},
    {"empty file: %1; the first line of CSV names the columns",
     "file vuoto: %1; la prima riga del CSV dà il nome alle colonne"},
    {"two columns have the same name: %1", "due colonne hanno lo stesso nome: %1"},
    {"no column is named \"text\": the header has %1",
     "nessuna colonna si chiama \"text\": l'intestazione ha %1"},
    {"file too large: %1; the limit is %2 bytes", "file troppo grande: %1; il limite è %2 byte"},
    {"cannot read standard input: &1", "non si riesce a leggere lo standard input: &1"},
    {"cannot read %1: &2", "non si riesce a leggere %1: &2"},
    {"cannot write the output: &1", "non si riesce a scrivere il risultato: &1"},

    // The system (errno, getaddrinfo).
    {"No such file or directory", "il file o la cartella non esiste"},
    {"Permission denied", "permesso negato"},
    {"Is a directory", "è una cartella"},
    {"Not a directory", "non è una cartella"},
    {"No space left on device", "non c'è più spazio sul disco"},
    {"Bad file descriptor", "l'uscita è chiusa"},
    {"Broken pipe", "chi legge ha chiuso"},
    {"Input/output error", "errore di lettura o scrittura"},
    {"Too many open files", "troppi file aperti"},
    {"Too many levels of symbolic links", "troppi collegamenti simbolici uno dentro l'altro"},
    {"File name too long", "nome di file troppo lungo"},
    {"Address already in use", "l'indirizzo è già in uso"},
    {"Cannot assign requested address", "l'indirizzo non è di questa macchina"},
    {"Name or service not known", "nome sconosciuto"},
    {"Temporary failure in name resolution", "il nome per ora non si trova"},
    {"Host not found (authoritative)", "nome sconosciuto"},

    // A place before a text; last, for they fit most.
    {"%1:%2:%3: &4", "%1:%2:%3: &4"},
    {"%1:%2: &3", "%1:%2: &3"},
    {"%1: &2", "%1: &2"},
};

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_MESSAGE_TABLE_H_
