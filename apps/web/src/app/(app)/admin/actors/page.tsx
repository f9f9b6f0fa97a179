import type { Metadata } from "next";
import { Suspense } from "react";
import { Actors } from "./_parts/actors.tsx";

export const metadata: Metadata = { title: "Actors" };

export default function ActorsPage() {
	return (
		<Suspense>
			<Actors />
		</Suspense>
	);
}
