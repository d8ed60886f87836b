/* door:1 and door:1.1;
 * old:7 is the first edition, window:7 another house. */
int lock; /* door:4.2.9 door:4.2 */
/* never closed: door:12
