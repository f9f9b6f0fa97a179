import type { Metadata } from "next";
import { ActorPage } from "./_parts/actor-page.tsx";

export const metadata: Metadata = { title: "Actor" };

export default async function OneActorPage(props: { readonly params: Promise<{ leaseId: string }> }) {
	const { leaseId } = await props.params;
	// Another actor is another page: nothing of the last one may show through.
	return <ActorPage key={leaseId} leaseId={leaseId} />;
}
