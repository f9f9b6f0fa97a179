import { AppError } from "@berth/core";
import type { Principal } from "../auth/principal.ts";
import { adminProcedure, ownerProcedure, publicProcedure } from "./procedures.ts";

/** Whoever asks, signed in or not: what stands before the door. It may ask who it is, and must say what it gives away. */
export const strangerProcedure = publicProcedure.meta({ who: "stranger", scope: null }).use(async ({ ctx, next }) => {
	await ctx.services.limits.chargeStranger(ctx.address);
	return next();
});

// A key that got lost can be ended. A person or a right that it made would stay, so those are for people alone.

/** An owner of one tenant who is signed in, and no key. */
export const ownerPersonProcedure = ownerProcedure("write")
	.meta({ who: "ownerPerson", scope: null })
	.use(({ ctx, next }) => {
		requirePerson(ctx.principal);
		return next();
	});

/** An admin of the installation who is signed in, and no key. */
export const adminPersonProcedure = adminProcedure("admin:write")
	.meta({ who: "adminPerson", scope: null })
	.use(({ ctx, next }) => {
		requirePerson(ctx.principal);
		return next();
	});

function requirePerson({ key }: Principal): void {
	if (key !== null) throw new AppError("FORBIDDEN", { message: "No API key may do this, but a person who is signed in." });
}
