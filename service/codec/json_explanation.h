// An explanation as JSON.

#ifndef ASCOLTO_SERVICE_CODEC_JSON_EXPLANATION_H_
#define ASCOLTO_SERVICE_CODEC_JSON_EXPLANATION_H_

#include <string>

#include "ascolto/comment.h"
#include "ascolto/workbench/explain.h"

namespace ascolto::service {

// {"folded","words":[{"form","begin","end"}],"readings":[{"form","reading","begin","end"}],
//  "tokens":[{"kind","begin","end"}],
//  "rules":[{"rule","label","status","outcome","condition",
//            "hits":[{"fate","kind","entry","patterns","begin","end","reading"}]}],
//  "verdict":{…}}
//
// and a line end; the verdict as WriteVerdict writes it.
std::string ExplanationJson(const workbench::Explanation& explanation, const Comment& comment);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_EXPLANATION_H_
