import { AppError } from "@berth/core";
import type { UserRecord } from "@berth/db";
import { z } from "zod";
import { defined } from "../../trpc/defined.ts";
import { router } from "../../trpc/init.ts";
import { page, userId } from "../../trpc/inputs.ts";
import { adminPersonProcedure } from "../../trpc/people-procedures.ts";
import { adminProcedure } from "../../trpc/procedures.ts";

const toUserView = ({ suspendedAt, createdAt, lastSeenAt, ...user }: UserRecord) => ({
	...user,
	lastSeenAt: lastSeenAt?.toISOString() ?? null,
	suspendedAt: suspendedAt?.toISOString() ?? null,
	createdAt: createdAt.toISOString(),
});

/** A page of everybody who has an account, by address. */
const list = adminProcedure("admin:read")
	.input(
		z
			.strictObject({ limit: page.limit, cursor: z.string().max(254).optional(), search: z.string().trim().min(1).max(100).optional() })
			.prefault({}),
	)
	.query(async ({ ctx, input: { limit, cursor, search } }) => {
		const found = await ctx.services.people.listUsers(defined({ limit: limit + 1, after: cursor, search }));
		const users = found.slice(0, limit);
		return { users: users.map(toUserView), next: found.length > limit ? (users.at(-1)?.email ?? null) : null };
	});

const named = z.strictObject({ userId });

/** Makes somebody an admin of the installation, or no more. Errors  CONFLICT for the last one. */
const setAdmin = adminPersonProcedure
	.input(z.strictObject({ userId, isAdmin: z.boolean() }))
	.mutation(async ({ ctx, input: { userId, isAdmin } }) => {
		// They were handed out for somebody who could do less, by whoever might do that.
		if (isAdmin) await ctx.services.accounts.voidLinks(userId);
		const user = await ctx.services.people.setAdmin(userId, isAdmin, ctx.audit);
		ctx.services.accounts.forget(userId);
		return toUserView(user);
	});

/** Keeps somebody out until they are let in again. */
const suspend = adminPersonProcedure.input(named).mutation(async ({ ctx, input: { userId } }) => {
	const user = await ctx.services.people.suspendUser(userId, true, ctx.audit);
	ctx.services.accounts.forget(userId);
	return toUserView(user);
});

/** Lets somebody in again who was kept out. */
const resume = adminPersonProcedure
	.input(named)
	.mutation(async ({ ctx, input: { userId } }) => toUserView(await ctx.services.people.suspendUser(userId, false, ctx.audit)));

/** Removes an account. What it did stays in the audit log. */
const remove = adminPersonProcedure.input(named).mutation(async ({ ctx, input: { userId } }) => {
	await ctx.services.people.removeUser(userId, ctx.audit);
	ctx.services.accounts.forget(userId);
	return { userId };
});

/** Signs somebody out everywhere. */
const endSessions = adminPersonProcedure.input(named).mutation(async ({ ctx, input: { userId } }) => {
	await ctx.services.accounts.endSessions(userId);
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: userId }, "done");
	return { userId };
});

/** Takes a second factor away from who lost it, who can then set up another. */
const resetSecondFactor = adminPersonProcedure.input(named).mutation(async ({ ctx, input: { userId } }) => {
	await ctx.services.accounts.resetSecondFactor(userId);
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: userId }, "done");
	return { userId };
});

/** A link that signs somebody in once, to hand over; whoever has a second factor is asked for it. */
const signInLink = adminPersonProcedure.input(named).mutation(async ({ ctx, input: { userId } }) => {
	const { accounts, people, policy } = ctx.services;
	const user = await people.findUser(userId);
	if (user === null) throw new AppError("NOT_FOUND");
	const link = await accounts.createSignInLink(user.email, policy.inviteLinkMs);
	await ctx.services.audit.note(ctx.audit, { kind: "user", id: userId }, "done");
	return { url: link.url, expiresAt: link.expiresAt.toISOString() };
});

/**
 * Everybody who has an account: who is an admin (never nobody), who is kept out, and what helps somebody who lost a password or a second
 * factor. A link signs in once, and asks whoever has a second factor for it.
 */
export const usersRouter = router({ list, setAdmin, suspend, resume, remove, endSessions, resetSecondFactor, signInLink });
