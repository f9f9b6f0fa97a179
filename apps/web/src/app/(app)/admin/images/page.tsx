import type { Metadata } from "next";
import { Suspense } from "react";
import { Images } from "./_parts/images.tsx";

export const metadata: Metadata = { title: "Images" };

export default function ImagesPage() {
	return (
		<Suspense>
			<Images />
		</Suspense>
	);
}
