import type { RouterOutputs } from "@berth/client";

export type User = RouterOutputs["admin"]["users"]["list"]["users"][number];

/** What can be asked for one person; each is read before it is done. */
export type UserAct = "grant" | "revoke" | "suspend" | "resume" | "endSessions" | "resetFactor" | "link" | "remove";

/** How they are called: people without a name by their address. */
export const nameOf = ({ name, email }: Pick<User, "name" | "email">): string => name || email;
