# Sourced by the scripts: configures and builds one preset.

# As many compilers as there are processors, and memory for (about 1 GiB each).
build_jobs() {
  processors=$(nproc)
  gigabytes=$(awk '/^MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
  [ "$gigabytes" -ge 1 ] || gigabytes=1
  [ "$gigabytes" -lt "$processors" ] && echo "$gigabytes" || echo "$processors"
}

# build_preset PRESET FOLDER [TARGET…]
build_preset() {
  preset=$1 folder=$2
  shift 2
  # A build folder that was made elsewhere and came along with a copy is of no use.
  if [ -f "$folder/CMakeCache.txt" ] &&
      ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$folder/CMakeCache.txt"; then
    rm -rf "$folder"
  fi
  if [ ! -f "$folder/build.ninja" ]; then
    cmake --preset "$preset" || { echo "error: configuring $preset failed; see above" >&2; exit 2; }
  fi
  cmake --build "$folder" --parallel "$(build_jobs)" ${1:+--target "$@"} ||
    { echo "error: building $preset failed; see above" >&2; exit 2; }
}
