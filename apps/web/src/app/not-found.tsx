import type { Metadata } from "next";
import { Brand } from "@/ui/brand.tsx";
import { buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
	return (
		<main className="mx-auto grid max-w-lg gap-4 px-4 pt-[18vh]">
			<Brand />
			<h1 className="text-20 font-semibold">There is no such page</h1>
			<p className="text-ink-soft">The address may be mistyped, or what stood here is gone. Leases that were closed keep their pages.</p>
			<p className="flex gap-2">
				<Link href="/" className={buttonClass("primary")}>
					Overview
				</Link>
				<Link href="/leases" className={buttonClass()}>
					Leases
				</Link>
			</p>
		</main>
	);
}
