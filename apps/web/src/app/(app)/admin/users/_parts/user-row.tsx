"use client";
import { useMe } from "@/data/me.ts";
import { userText } from "@/text/admin-users.ts";
import { Button } from "@/ui/button.tsx";
import { Menu, MenuItem, MenuLine, MenuNote } from "@/ui/menu.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import { nameOf, type User, type UserAct } from "./user.ts";

const text = userText;

/** One person and what can be done for them. Nobody takes their own rights away by a slip. */
export function UserRow({ user, onAct }: { readonly user: User; readonly onAct: (act: UserAct) => void }) {
	const isMe = useMe().user.id === user.id;
	const name = nameOf(user);
	const isOut = user.suspendedAt !== null;
	return (
		<tr data-user={user.email}>
			<Td className="min-w-48">
				<p className="font-medium">
					{name}
					{isMe && <span className="ml-2 text-12 text-ink-faint">{text.you}</span>}
				</p>
				{name !== user.email && <p className="text-12 text-ink-soft">{user.email}</p>}
				{!user.isEmailVerified && <p className="text-12 text-ink-faint">{text.unproven}</p>}
			</Td>
			<Td>
				<StateMark mark={isOut ? { shape: "gone", word: text.suspended } : { shape: "ok", word: text.mayEnter }}>
					{user.suspendedAt !== null && <Moment at={user.suspendedAt} />}
				</StateMark>
			</Td>
			<Td className={user.isAdmin ? "font-medium" : "text-ink-soft"}>{user.isAdmin ? text.admin : text.member}</Td>
			<Td className={user.isAdmin && !user.hasSecondFactor ? "text-warn" : "text-ink-soft"}>{user.hasSecondFactor ? text.on : text.off}</Td>
			<Td className="text-right tabular-nums">{user.sessions}</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				{user.lastSeenAt === null ? <span className="text-ink-faint">{text.notKnown}</span> : <Moment at={user.lastSeenAt} />}
			</Td>
			<Td className="whitespace-nowrap text-ink-faint">
				<Moment at={user.createdAt} />
			</Td>
			<Td className="text-right">
				<Menu
					trigger={
						<Button small aria-label={text.actsOf(name)}>
							{text.columns.act}
						</Button>
					}
				>
					{isMe ? (
						<MenuNote>{text.notYourself}</MenuNote>
					) : (
						<>
							<MenuItem onSelect={() => onAct(user.isAdmin ? "revoke" : "grant")}>
								{user.isAdmin ? text.acts.revoke.label : text.acts.grant.label}
							</MenuItem>
							<MenuItem onSelect={() => onAct(isOut ? "resume" : "suspend")}>
								{isOut ? text.acts.resume.label : text.acts.suspend.label}
							</MenuItem>
							<MenuLine />
							{user.sessions > 0 && <MenuItem onSelect={() => onAct("endSessions")}>{text.acts.endSessions.label}</MenuItem>}
							{user.hasSecondFactor && <MenuItem onSelect={() => onAct("resetFactor")}>{text.acts.resetFactor.label}</MenuItem>}
							{!isOut && <MenuItem onSelect={() => onAct("link")}>{text.acts.link.label}</MenuItem>}
							<MenuLine />
							<MenuItem onSelect={() => onAct("remove")}>{text.acts.remove.label}</MenuItem>
						</>
					)}
				</Menu>
			</Td>
		</tr>
	);
}
