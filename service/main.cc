// `ascolto VERB …`: finds the verb and runs it.

#include "service/cli/command.h"

int main(int argc, char** argv) { return ascolto::cli::Main(argc, argv); }
