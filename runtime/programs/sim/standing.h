/* `sipfsm sim --dialogs N`: what established calls cost. */
#ifndef SIPFSM_STANDING_H
#define SIPFSM_STANDING_H

#define STANDING_MOST 2000000

/* Makes so many calls between two cores, through three proxies that record-route, with a session
 * timer. When the INVITEs are done with, prints what each call takes in memory, counted and as
 * growth of the process, and what one more call takes in processor time. Returns the exit status:
 * 1 if a call has failed or there is no memory. */
int standing_report(unsigned dialogs);

#endif
