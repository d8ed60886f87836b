# cmake -DFILE=... -DPATH=... -P: takes every mention of a folder out of a generated file, so that the file is the same
# wherever it is made.
file(READ "${FILE}" text)
string(REPLACE "${PATH}" "" text "${text}")
file(WRITE "${FILE}" "${text}")
