"use client";
import { signOut } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
import { accountText as text } from "@/text/account.ts";
import { Button } from "@/ui/button.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { LinkedSignIn } from "./linked-sign-in.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { Sessions } from "./sessions.tsx";

/** Who one is here, and how one gets in again. */
export function Account() {
	const { user, isAdmin, needsSecondFactor, tenants } = useMe();
	return (
		<div className="max-w-3xl">
			<PageHead title={text.account} />
			<div className="grid gap-4">
				<Panel title={text.you} aside={<Button onClick={() => void signOut()}>{text.signOut}</Button>}>
					<dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1.5">
						<dt className="text-ink-faint">{text.name}</dt>
						<dd>{user.name}</dd>
						<dt className="text-ink-faint">{text.eMail}</dt>
						<dd>{user.email}</dd>
						<dt className="text-ink-faint">{text.rights}</dt>
						<dd>{isAdmin ? text.adminOfThisInstallation : needsSecondFactor ? text.adminOnceThereIsA : text.member}</dd>
						<dt className="text-ink-faint">{text.tenants}</dt>
						<dd>{tenants.length === 0 ? text.none : tenants.map(({ name, role }) => `${name} (${role})`).join(", ")}</dd>
					</dl>
				</Panel>
				<Panel title={user.hasPassword ? text.changePassword : text.setAPassword}>
					<PasswordForm hasPassword={user.hasPassword} />
				</Panel>
				<Panel title={text.secondFactor}>
					<SecondFactor />
				</Panel>
				<LinkedSignIn />
				<Sessions />
			</div>
		</div>
	);
}
