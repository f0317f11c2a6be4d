// Random comments made of the forms of a model's own entries, mutated as people mutate words.

#ifndef ASCOLTO_TESTS_ORACLE_RANDOM_COMMENTS_H_
#define ASCOLTO_TESTS_ORACLE_RANDOM_COMMENTS_H_

#include <string>

#include "ascolto/model/model.h"
#include "tests/oracle/random_rules.h"

namespace ascolto::oracle {

std::string RandomComment(Random& random, const model::Model& model);

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_RANDOM_COMMENTS_H_
