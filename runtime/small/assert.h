/* For SIPFSM_SMALL, in place of libc's: an assertion that fails stops the program, and does not say
 * which it was. Its text, file and function would be a tenth of the core. */
#undef assert
#define assert(holds) ((holds) ? (void)0 : __builtin_trap())
