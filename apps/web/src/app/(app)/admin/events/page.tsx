import type { Metadata } from "next";
import { Suspense } from "react";
import { Events } from "./_parts/events.tsx";

export const metadata: Metadata = { title: "Events of all" };

export default function EventsPage() {
	return (
		<Suspense>
			<Events />
		</Suspense>
	);
}
