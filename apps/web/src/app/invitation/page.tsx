import type { Metadata } from "next";
import { invitationPageText as text } from "@/text/people.ts";
import { Brand } from "@/ui/brand.tsx";
import { Invitation } from "./_parts/invitation.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default function InvitationPage() {
	return (
		<main className="mx-auto grid w-full max-w-sm gap-6 px-4 pt-[16vh] pb-8">
			<Brand className="justify-self-center" />
			<div className="rounded-card border bg-panel p-6">
				<h1 className="mb-4 text-16 font-semibold">{text.invitation}</h1>
				<Invitation />
			</div>
		</main>
	);
}
