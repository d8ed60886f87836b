#!/bin/sh
# sizes.sh NAME=OBJECT...: sizes.h, the bytes of code and read-only data (jump tables) in each object; of a library, in its fsm.c.
set -eu
echo '#include <string.h>'
echo 'static inline unsigned switch_code_bytes(const char *name)'
echo '{'
for pair; do
  bytes=$(size -A "${pair#*=}" | awk '/^[^ ]*\.o / { other = / \(ex / && !/^fsm\.c\.o/ } !other && $1 ~ /^\.(text|rodata|data\.rel\.ro)/ { n += $2 } END { print n + 0 }')
  echo "    if (strcmp(name, \"${pair%%=*}\") == 0) return ${bytes}u;"
done
echo '    return 0;'
echo '}'
