#!/bin/sh
# Says whether a committed table is what its generator makes: table_is_current.sh GENERATOR TABLE
set -eu
made=$(mktemp)
trap 'rm -f "$made"' EXIT
"$1" > "$made"
cmp "$made" "$2" && exit

unicode_of() { sed -n '1s/.*\(Unicode [0-9.]*[0-9]\).*/\1/p' "$1"; }
if [ "$(unicode_of "$made")" != "$(unicode_of "$2")" ]; then
  echo "the table is of another Unicode version: $2 is of $(unicode_of "$2"), the ICU that is" \
    "installed has $(unicode_of "$made"); run the generator as its header says, and review what changes" >&2
else
  echo "the table is not what its generator makes: $2; run the generator as its header says" >&2
fi
exit 1
