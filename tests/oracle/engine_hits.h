// The engine's hits in the oracle's form, for comparing.

#ifndef ASCOLTO_TESTS_ORACLE_ENGINE_HITS_H_
#define ASCOLTO_TESTS_ORACLE_ENGINE_HITS_H_

#include <string>
#include <vector>

#include "ascolto/match/program.h"
#include "ascolto/model/model.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "tests/oracle/oracle.h"

namespace ascolto::oracle {

// Adds the readings that need the words of the rules, as the matcher does.
void Read(const match::Program& program, const text::FoldedText& folded, text::Words* words);

// What the matcher finds, kept as KeepHits keeps it. The words have the readings of the text alone.
std::vector<KeptHit> EngineHits(const match::Program& program, const text::FoldedText& folded,
                                text::Words words);

// One line a hit, with the patterns of its entry.
std::string Describe(const std::vector<KeptHit>& hits, const model::Model& model);

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_ENGINE_HITS_H_
