import { AppError } from "@berth/core";
import type { Accounts, SessionView } from "./accounts.ts";
import type { Auth } from "./create-auth.ts";
import { LINK_PREFIX } from "./sign-in-link.ts";

/** The sessions of whoever asks: what is where, and an end to it. */
export function createOwnSessions(
	auth: Auth,
): Pick<Accounts, "sessions" | "endSession" | "endOtherSessions" | "endSessions" | "voidLinks"> {
	const adapter = async () => (await auth.$context).internalAdapter;

	async function read(headers: Headers) {
		const present = await auth.api.getSession({ headers });
		if (present === null) throw new AppError("UNAUTHENTICATED");
		const all = await (await adapter()).listSessions(present.user.id);
		return { userId: present.user.id, present: present.session.id, all };
	}

	const forgetOf = async (userId: string, prefix: string) => {
		const ofUser = { field: "value", value: userId };
		const ofKind = { field: "identifier", value: prefix, operator: "starts_with" } as const;
		await (await auth.$context).adapter.deleteMany({ model: "verification", where: [ofUser, ofKind] });
	};
	const voidLinks = (userId: string) => forgetOf(userId, LINK_PREFIX);
	/** A device that was trusted is asked for the second factor again, and no link that is about signs anybody in. */
	const distrust = async (userId: string) => {
		await forgetOf(userId, "trust-device-");
		await voidLinks(userId);
	};

	return {
		voidLinks,

		async sessions(headers) {
			const { present, all } = await read(headers);
			return all
				.map(
					(session): SessionView => ({
						id: session.id,
						isPresent: session.id === present,
						address: session.ipAddress || null,
						program: session.userAgent?.slice(0, 300) || null,
						createdAt: session.createdAt,
						expiresAt: session.expiresAt,
					}),
				)
				.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
		},

		async endSession(headers, sessionId) {
			const { all } = await read(headers);
			const found = all.find(({ id }) => id === sessionId);
			if (found === undefined) throw new AppError("NOT_FOUND");
			await (await adapter()).deleteSession(found.token);
		},

		async endOtherSessions(headers) {
			const { userId, present, all } = await read(headers);
			const others = all.filter(({ id }) => id !== present).map(({ token }) => token);
			// A list of none is no statement.
			if (others.length > 0) await (await adapter()).deleteSessions(others);
			await distrust(userId);
			return others.length;
		},

		async endSessions(userId) {
			await (await adapter()).deleteUserSessions(userId);
			await distrust(userId);
		},
	};
}
