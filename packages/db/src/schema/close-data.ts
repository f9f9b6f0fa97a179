/** What becomes of the data of a lease that is closed. */
export const closeData = ["retain", "destroy"] as const;
