/* door:1: the digits of a number, from the left.
 * What is behind it is door:6.
 */
#include "safe.h"

const char *const not_cited = "/* door:99 */ \" // door:98";
const char quote = '"'; /* (door:7.B) and https://door.example/manual#97, old.7 */
// door:6.2, and door:6. The end.
int of(int a)
{
    return a / 2; // half of it: no door: door:9
}
