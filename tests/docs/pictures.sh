#!/bin/sh
# pictures.sh: the pictures that scripts draw are up to date. From the source root.
sh docs/house.sh --check && sh docs/way.sh --check
