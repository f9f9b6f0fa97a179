import type { Metadata } from "next";
import { Suspense } from "react";
import { Config } from "./_parts/config.tsx";

export const metadata: Metadata = { title: "Configuration" };

export default function ConfigPage() {
	return (
		<Suspense>
			<Config />
		</Suspense>
	);
}
