"use client";
import { signOut } from "@/data/auth-client.ts";
import { useMe } from "@/data/me.ts";
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
			<PageHead title="Account" />
			<div className="grid gap-4">
				<Panel title="You" aside={<Button onClick={() => void signOut()}>Sign out</Button>}>
					<dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1.5">
						<dt className="text-ink-faint">Name</dt>
						<dd>{user.name}</dd>
						<dt className="text-ink-faint">E-mail</dt>
						<dd>{user.email}</dd>
						<dt className="text-ink-faint">Rights</dt>
						<dd>{isAdmin ? "Admin of this installation" : needsSecondFactor ? "Admin, once there is a second factor" : "Member"}</dd>
						<dt className="text-ink-faint">Tenants</dt>
						<dd>{tenants.length === 0 ? "none" : tenants.map(({ name, role }) => `${name} (${role})`).join(", ")}</dd>
					</dl>
				</Panel>
				<Panel title={user.hasPassword ? "Change password" : "Set a password"}>
					<PasswordForm hasPassword={user.hasPassword} />
				</Panel>
				<Panel title="Second factor">
					<SecondFactor />
				</Panel>
				<LinkedSignIn />
				<Sessions />
			</div>
		</div>
	);
}
