/* Two callees are too much for one search, so fork.pml is searched in slices: -DSLICE=NAME, one of these. A slice leaves out moves,
 * never a property; docs/model.md has a table of what each leaves out. UNSAFE is what may be lost, repeated and overtaken; the rest is
 * delivered once, in any order. In the calm everybody may hang up, in every slice. */
#define both_answer 1
#define cancel 2
#define reject 3
#define no_room 4
#define byes 5
#define reliable 6
#define users 7
#define unsafe 8

#define ALL (SLICE == no_room || SLICE == reliable || SLICE == users || SLICE == unsafe)
#define CALLEES_RING (SLICE != byes)
#define CALLEES_REJECT (SLICE == reject || ALL)
#define CALLEES_LEAVE (SLICE == both_answer || SLICE == byes || ALL)
#define ALICE_CANCELS (SLICE == cancel || ALL)
#define ALICE_LEAVES (SLICE == both_answer || SLICE == byes || ALL)
#define UNSAFE_2XX (SLICE == both_answer || SLICE == cancel || SLICE == reject || SLICE == users || SLICE == unsafe)
#define UNSAFE_BYE (SLICE == byes || SLICE == unsafe)
#define ROOM (2 - (SLICE == no_room))
