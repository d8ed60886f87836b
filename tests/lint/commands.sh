#!/bin/sh
# commands.sh compile_commands.json: each handwritten file that is compiled, a tab, and how it is compiled (the first way, if there
# are several). Reads the lines that CMake writes.
awk -v root="$(pwd)/" '
  /^  "command": / { command = $0; sub(/^  "command": "/, "", command); sub(/",$/, "", command); gsub(/\\"/, "\"", command); gsub(/\\\\/, "\\", command) }
  /^  "file": / {
    file = $0; sub(/^  "file": "/, "", file); sub(/",?$/, "", file)
    if (index(file, root) != 1) next
    file = substr(file, length(root) + 1)
    if (file !~ /^build/ && !seen[file]++) print file "\t" command
  }' "$1" | sort
