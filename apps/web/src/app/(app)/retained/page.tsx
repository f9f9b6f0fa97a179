import type { Metadata } from "next";
import { Retained } from "./_parts/retained.tsx";

export const metadata: Metadata = { title: "Retained" };

export default function RetainedPage() {
	return <Retained />;
}
