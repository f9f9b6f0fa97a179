import type { Metadata } from "next";
import { appNotFoundText as text } from "@/text/app.ts";
import { Brand } from "@/ui/brand.tsx";
import { buttonClass } from "@/ui/button.tsx";
import { Link } from "@/ui/link.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
	return (
		<main className="mx-auto grid max-w-lg gap-4 px-4 pt-[18vh]">
			<Brand />
			<h1 className="text-20 font-semibold">{text.thereIsNoSuchPage}</h1>
			<p className="text-ink-soft">{text.theAddressMayBeMistyped}</p>
			<p className="flex gap-2">
				<Link href="/" className={buttonClass("primary")}>
					{text.overview}
				</Link>
				<Link href="/leases" className={buttonClass()}>
					{text.leases}
				</Link>
			</p>
		</main>
	);
}
