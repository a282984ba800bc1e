/** Where the signed-in person is kept. */
export const ME_KEY = ["me"] as const;
