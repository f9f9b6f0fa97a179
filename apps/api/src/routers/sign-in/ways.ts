import { strangerProcedure } from "../../trpc/people-procedures.ts";

/** What the sign-in page offers beside passwords. */
export const ways = strangerProcedure.query(({ ctx }) => ({ provider: ctx.services.accounts.provider }));
