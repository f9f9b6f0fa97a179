"use client";
import { useTRPCClient } from "@/data/trpc.ts";
import { userText } from "@/text/admin-users.ts";
import { ActDialog } from "../../_parts/act-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { nameOf, type User, type UserAct } from "./user.ts";

const { acts } = userText;

interface UserDialogProps {
	readonly user: User;
	readonly act: UserAct;
	readonly onDone: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Says what an act would mean for somebody, and does it. */
export function UserDialog({ user, act, onDone, onClose }: UserDialogProps) {
	const { users } = useTRPCClient().admin;
	const name = nameOf(user);
	const { id: userId, sessions } = user;
	const shared = { onDone, onClose };
	const of = (which: Exclude<UserAct, "link">) => ({
		title: acts[which].title(name),
		action: acts[which].label.replace("…", ""),
		said: acts[which].said(name),
		failed: acts[which].failed,
		...shared,
	});
	switch (act) {
		case "link":
			return <LinkDialog user={user} onClose={onClose} />;
		case "grant":
			return (
				<ActDialog {...of(act)} look="danger" effect={acts.grant.effect} run={() => users.setAdmin.mutate({ userId, isAdmin: true })} />
			);
		case "revoke":
			return (
				<ActDialog {...of(act)} look="danger" effect={acts.revoke.effect} run={() => users.setAdmin.mutate({ userId, isAdmin: false })} />
			);
		case "suspend":
			return <ActDialog {...of(act)} look="danger" effect={acts.suspend.effect(sessions)} run={() => users.suspend.mutate({ userId })} />;
		case "resume":
			return <ActDialog {...of(act)} effect={acts.resume.effect} run={() => users.resume.mutate({ userId })} />;
		case "endSessions":
			return (
				<ActDialog {...of(act)} look="danger" effect={acts.endSessions.effect(sessions)} run={() => users.endSessions.mutate({ userId })} />
			);
		case "resetFactor":
			return (
				<ActDialog {...of(act)} look="danger" effect={acts.resetFactor.effect} run={() => users.resetSecondFactor.mutate({ userId })} />
			);
		case "remove":
			return (
				<ActDialog {...of(act)} look="danger" typed={user.email} effect={acts.remove.effect} run={() => users.remove.mutate({ userId })} />
			);
	}
}
