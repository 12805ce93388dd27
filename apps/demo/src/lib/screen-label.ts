/** Tells the other side which of the tracks are the screen's. */
export const screenLabel = 'screen'
