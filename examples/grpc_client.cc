// A client of the service: a batch of comments, with one that is not right among them.
//
//   build/bin/grpc_client 127.0.0.1:50051

#include <iostream>
#include <string>

#include <grpcpp/grpcpp.h>

#include "ascolto/v1/moderation.grpc.pb.h"

namespace v1 = ascolto::v1;

int main(int argc, char** argv) {
  const std::string address = argc > 1 ? argv[1] : "127.0.0.1:50051";
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const auto stub = v1::ModerationService::NewStub(channel);

  v1::BatchClassifyRequest request;
  for (const char* text : {"Sei un cretino!", "Quando riapre la biblioteca?", "Grazie mille"}) {
    v1::Comment* comment = request.add_comments();
    comment->set_id(std::to_string(request.comments_size()));
    comment->set_text(text);
    comment->set_channel("facebook");
  }
  request.add_comments()->set_repeats(-1);
  request.set_names(true);  // else rules and labels are numbers, which GetDictionary explains

  grpc::ClientContext context;
  v1::BatchClassifyResponse response;
  const grpc::Status status = stub->BatchClassify(&context, request, &response);
  if (!status.ok()) {
    std::cerr << address << ": " << status.error_message() << "\n";
    return 2;
  }
  for (int i = 0; i < response.results_size(); ++i) {
    const v1::Result& result = response.results(i);
    if (result.has_error()) {
      std::cout << "comment " << i + 1 << ": error: " << result.error().message() << "\n";
      continue;
    }
    const v1::Verdict& verdict = result.verdict();
    std::cout << "comment " << i + 1 << ": " << v1::Action_Name(verdict.action());
    for (const v1::Match& match : verdict.matches()) {
      std::cout << ", " << match.label() << " at " << match.begin() << ".." << match.end();
    }
    if (verdict.has_answer()) std::cout << ", answer owed by " << verdict.answer().office();
    std::cout << "\n";
  }
}
