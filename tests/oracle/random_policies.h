// Random rule files and site policies that are about judging: labels, points, conditions, excuses,
// statuses, thresholds, profiles, offices, overrides. And random comments for them.

#ifndef ASCOLTO_TESTS_ORACLE_RANDOM_POLICIES_H_
#define ASCOLTO_TESTS_ORACLE_RANDOM_POLICIES_H_

#include <string>
#include <vector>

#include "ascolto/comment.h"
#include "ascolto/rule_set.h"
#include "tests/oracle/random_rules.h"

namespace ascolto::oracle {

// Two or three packs, mostly with a site policy. Some have errors, such as conditions in a circle.
std::vector<RuleSet::Source> RandomSources(Random& random);

// A comment of the words that those rules look for; `text` is what its own is a view of.
Comment RandomCommentFor(Random& random, std::string* text);

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_RANDOM_POLICIES_H_
