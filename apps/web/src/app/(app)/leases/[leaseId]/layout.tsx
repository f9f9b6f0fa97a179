import type { ReactNode } from "react";
import { LeaseFrame } from "./_parts/lease-frame.tsx";

export default async function LeaseLayout(props: { readonly children: ReactNode; readonly params: Promise<{ leaseId: string }> }) {
	const { leaseId } = await props.params;
	// Another lease is another page: nothing of the last one may show through.
	return (
		<LeaseFrame key={leaseId} leaseId={leaseId}>
			{props.children}
		</LeaseFrame>
	);
}
